package io.ipfabric.lab.fuzz;

import java.util.List;
import java.util.random.RandomGenerator;

/** Texts that programs stumble over: in names, addresses, numbers and paths. */
final class HostileText {

    private static final int LONG = 5_000;

    private static final List<String> KNOWN = List.of(
            "",
            " ",
            ".",
            "..",
            "../../etc/passwd",
            "a/b",
            "a\\b",
            "a\u0000b",
            "a\nb",
            "a\r\nX-Injected: 1",
            "\u202eevil",
            "\ud83d\ude00",
            "\ud800",
            "\ufeff",
            "ÄÖÜß",
            "%00",
            "%2e%2e%2f",
            "%",
            "';drop table vm;--",
            "{{7*7}}",
            "${jndi:ldap://127.0.0.1/x}",
            "$(reboot)",
            "-rf",
            "null",
            "true",
            "NaN",
            "Infinity",
            "-0",
            "1e400",
            "9223372036854775808",
            "99999999999999999999999999",
            "0x7f000001",
            "010.1.1.1",
            "1.2.3",
            "256.1.1.1",
            "0.0.0.0",
            "127.0.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:198.51.100.1",
            "fe80::1%eth0",
            "ff02::1",
            "2001:db8:::1",
            "2001:0DB8::1",
            "198.51.100.1/32",
            "10.0.0.0/-1",
            "10.0.0.1/8",
            "::/0",
            "0.0.0.0/0",
            "2001:db8::/129",
            "02:00:00:00:00",
            "ff:ff:ff:ff:ff:ff",
            "01:00:5e:00:00:01",
            "P1D",
            "PT-1S",
            "PT99999999999H",
            "lo",
            "all",
            "default",
            "-",
            "--help",
            "*",
            "?",
            "#",
            ";",
            ",",
            "SEAMLESS\u0000",
            "seamless",
            "ipv5");

    private HostileText() {}

    static String any(RandomGenerator random) {
        return switch (random.nextInt(4)) {
            case 0 -> "x".repeat(1 + random.nextInt(LONG));
            case 1 -> printable(random);
            default -> Seed.oneOf(random, KNOWN);
        };
    }

    private static String printable(RandomGenerator random) {
        var text = new StringBuilder();
        int length = random.nextInt(80);
        for (int i = 0; i < length; i++) {
            text.append((char) (' ' + random.nextInt('~' - ' ' + 1)));
        }
        return text.toString();
    }
}
