package io.ipfabric.contracts.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

    /** Enough for each build; {@code -Daddress.forms=} for a longer hunt. */
    private static final int FORMS = Integer.getInteger("address.forms", 200_000);

    private static final byte[] NONE = {};
    private static final Pattern GROUP = Pattern.compile("[0-9A-Fa-f]{1,4}");

    @ParameterizedTest
    @CsvSource({
        // RFC 5952, section 1: one address in eight texts
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:0db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8::1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8::0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:0db8::1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:0:1::1, 2001:db8::1:0:0:1",
        "2001:db8:0000:0:1::1, 2001:db8::1:0:0:1",
        "2001:DB8:0:0:1::1, 2001:db8::1:0:0:1",
        // section 4.1: leading zeros
        "2001:0db8::0001, 2001:db8::1",
        // section 4.2.1: as short as it gets
        "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
        "2001:db8::0:1, 2001:db8::1",
        // section 4.2.2: one zero group is not shortened
        "2001:db8::1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        // section 4.2.3: the longest run, of equals the first
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        // section 4.3: lower case
        "2001:DB8:AAAA:BBBB:CCCC:DDDD:EEEE:1, 2001:db8:aaaa:bbbb:cccc:dddd:eeee:1",
        "::, ::",
        "0:0:0:0:0:0:0:0, ::",
        "::1, ::1",
        "1::, 1::",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
        "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
        "fe80::1, fe80::1",
        "0.0.0.0, 0.0.0.0",
        "192.0.2.1, 192.0.2.1",
        "255.255.255.255, 255.255.255.255"
    })
    void textIsCanonical(String text, String canonical) {
        assertThat(Address.of(text)).hasToString(canonical).isEqualTo(Address.of(canonical));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ":",
                ":::",
                "1",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1::2::3",
                "1:2:3:4:5:6:7:8::",
                "::1:2:3:4:5:6:7:8",
                "1:2:3:4::5:6:7:8",
                ":1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:",
                "12345::",
                "00001::",
                "g::",
                "fe80::1%eth0",
                "fe80::1%1",
                "[::1]",
                "::1/128",
                "::ffff:192.0.2.1",
                "::ffff:c000:201",
                "::192.0.2.1",
                "0:0:0:0:0:ffff:c000:201",
                "192.0.2",
                "192.0.2.1.1",
                "192.0.2.256",
                "192.0.2.01",
                "192.0.2.1 ",
                "1.2.3",
                "3221225985",
                "0xc0.0.2.1",
                "192.0.2.-1",
                "192.0.2.+1",
                "localhost",
                "example.com",
                "١.2.3.4",
                "1.2.3.4\n"
            })
    void noAddressIsRefused(String text) {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> Address.of(text))
                .withMessageContaining("an address is IPv4 (four decimal octets) or IPv6");
    }

    /** The parser, a second one made of RFC 4291's words, and the JDK's agree on texts that are nearly addresses. */
    @Test
    void agreesWithTheRfcAndTheJdkOnNearlyRightForms() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        int accepted = 0;
        for (int i = 0; i < FORMS; i++) {
            var text = random.nextInt(4) == 0 ? nearlyIpv4(random) : nearlyIpv6(random);
            var bytes = oracle(text);
            var address = parsed(text);
            if (!Arrays.equals(address.map(Address::bytes).orElse(NONE), bytes.orElse(NONE))) {
                fail("\"%s\" is %s, should be %s; seed %d", text, address, bytes.map(Arrays::toString), seed);
            }
            if (address.isPresent()) {
                accepted++;
                var canonical = InetAddress.ofLiteral(address.get().toString());
                if (!canonical.equals(InetAddress.ofLiteral(text))) {
                    fail("\"%s\" is %s for the JDK; seed %d", text, canonical, seed);
                }
            }
        }
        assertThat(accepted).isBetween(FORMS / 10, FORMS * 9 / 10);
    }

    @Test
    void bytesNumberAndTextAreOne() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            var bytes = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(bytes);
            // Runs of zeros are what rendering gets wrong.
            for (int k = 0; k < bytes.length; k += 2) {
                if (random.nextBoolean()) {
                    bytes[k] = 0;
                    bytes[k + 1] = 0;
                }
            }
            if (isMapped(bytes)) {
                continue;
            }
            var address = Address.ofBytes(bytes);
            assertThat(address.bytes()).as("seed %d", seed).isEqualTo(bytes);
            assertThat(address.inet()).isEqualTo(InetAddress.getByAddress(bytes));
            assertThat(Address.of(address.toString())).isEqualTo(address).hasSameHashCodeAs(address);
            assertThat(Address.ofNumber(address.family(), address.number())).isEqualTo(address);
            assertThat(Prefix.of(address + "/" + address.family().bits()))
                    .isEqualTo(address.hostPrefix())
                    .matches(Prefix::isHost);
        }
    }

    @Test
    void mappedBytesAreRefused() {
        var mapped = new byte[16];
        mapped[10] = -1;
        mapped[11] = -1;
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> Address.ofBytes(mapped));
    }

    @Test
    void numbersThatAreNoAddressAreRefused() {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> Address.ofNumber(AddressFamily.IPV4, BigInteger.ONE.shiftLeft(32)));
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> Address.ofNumber(AddressFamily.IPV6, BigInteger.valueOf(-1)));
    }

    @Test
    void orderIsByFamilyThenNumber() {
        assertThat(Address.of("9.0.0.0")).isLessThan(Address.of("10.0.0.0")).isLessThan(Address.of("::"));
        assertThat(Address.of("fe80::")).isGreaterThan(Address.of("7fff::"));
    }

    private static Optional<Address> parsed(String text) {
        try {
            return Optional.of(Address.of(text));
        } catch (InvalidValueException _) {
            return Optional.empty();
        }
    }

    private static String nearlyIpv4(Random random) {
        var text = new StringBuilder();
        int octets = random.nextInt(10) == 0 ? random.nextInt(6) : 4;
        for (int i = 0; i < octets; i++) {
            text.append(i == 0 ? "" : ".").append(random.nextInt(5) == 0 ? random.nextInt(400) : random.nextInt(256));
        }
        return spoilt(text, "0123456789.x ", random);
    }

    private static String nearlyIpv6(Random random) {
        var text = new StringBuilder();
        int groups = random.nextInt(3) == 0 ? 8 : random.nextInt(10);
        int gap = groups < 8 || random.nextInt(10) == 0 ? random.nextInt(groups + 1) : -1;
        for (int i = 0; i < groups; i++) {
            if (i == gap) {
                text.append(i == 0 ? "::" : ":");
            }
            var group = Integer.toHexString(random.nextInt(3) == 0 ? 0 : random.nextInt(0x10000));
            text.append(random.nextInt(8) == 0 ? "0" + group : group).append(i < groups - 1 ? ":" : "");
        }
        if (gap == groups) {
            text.append("::");
        }
        return spoilt(
                random.nextBoolean() ? text : new StringBuilder(text.toString().toUpperCase(Locale.ROOT)),
                "0123456789abcdefF:.%g",
                random);
    }

    private static String spoilt(StringBuilder text, String alphabet, Random random) {
        if (random.nextInt(4) == 0) {
            text.insert(random.nextInt(text.length() + 1), alphabet.charAt(random.nextInt(alphabet.length())));
        }
        if (random.nextInt(8) == 0 && !text.isEmpty()) {
            text.deleteCharAt(random.nextInt(text.length()));
        }
        return text.toString();
    }

    /** RFC 4291, section 2.2, forms 1 and 2, and four decimal octets; by splitting, so in another way than the parser. */
    private static Optional<byte[]> oracle(String text) throws UnknownHostException {
        if (text.contains(".")) {
            return ipv4(text);
        }
        var halves = text.split("::", -1);
        if (halves.length > 2) {
            return Optional.empty();
        }
        var left = halves[0].isEmpty() && halves.length == 2 ? new String[0] : halves[0].split(":", -1);
        var right = halves.length == 1 || halves[1].isEmpty() ? new String[0] : halves[1].split(":", -1);
        int given = left.length + right.length;
        if (halves.length == 1 ? given != 8 : given > 7) {
            return Optional.empty();
        }
        var bytes = new byte[16];
        for (int i = 0; i < given; i++) {
            var group = i < left.length ? left[i] : right[i - left.length];
            if (!GROUP.matcher(group).matches()) {
                return Optional.empty();
            }
            int at = i < left.length ? i : 8 - given + i;
            int number = Integer.parseInt(group, 16);
            bytes[2 * at] = (byte) (number >> 8);
            bytes[2 * at + 1] = (byte) number;
        }
        return isMapped(bytes) || !(InetAddress.getByAddress(bytes) instanceof Inet6Address)
                ? Optional.empty()
                : Optional.of(bytes);
    }

    private static Optional<byte[]> ipv4(String text) throws UnknownHostException {
        var octets = text.split("\\.", -1);
        var bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
            if (octets.length != 4 || !octets[i].matches("[0-9]{1,3}") || Integer.parseInt(octets[i]) > 255) {
                return Optional.empty();
            }
            bytes[i] = (byte) Integer.parseInt(octets[i]);
        }
        return InetAddress.getByAddress(bytes) instanceof Inet4Address && !text.matches("(.*\\.)?0[0-9].*")
                ? Optional.of(bytes)
                : Optional.empty();
    }

    private static boolean isMapped(byte[] bytes) {
        return bytes.length == 16 && new BigInteger(1, bytes).shiftRight(32).equals(BigInteger.valueOf(0xFFFF));
    }
}
