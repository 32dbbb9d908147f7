package io.ipfabric.gateway.observer.domain.client;

import static io.ipfabric.gateway.observer.domain.bgp.BgpError.BAD_IDENTIFIER;
import static io.ipfabric.gateway.observer.domain.bgp.BgpError.BAD_PEER_AS;
import static io.ipfabric.gateway.observer.domain.bgp.BgpError.UNACCEPTABLE_HOLD_TIME;
import static io.ipfabric.gateway.observer.domain.bgp.BgpError.UNSUPPORTED_CAPABILITY;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.gateway.observer.domain.Reflector;
import io.ipfabric.gateway.observer.domain.bgp.BgpError;
import io.ipfabric.gateway.observer.domain.bgp.BgpOpen;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a session with a reflector has to be like. Where it is all that is seen of the reflector, it has to carry all of its families, and all
 * paths of each prefix (RFC 7911): nobody could tell from the best one that another is gone.
 *
 * @param identifier the client's own
 */
public record ClientTerms(Reflector reflector, Address identifier) {

    /** What is offered; the shorter of both ends' counts. A reflector's own is a few seconds. */
    public static final Duration HOLD = Duration.ofSeconds(90);

    /** RFC 4271, section 4.2. Zero would mean that nobody notices the end. */
    private static final int HOLD_SECONDS_MIN = 3;

    /** The answer to an OPEN. */
    public sealed interface Judgement {}

    /**
     * @param families whose End-of-RIB is to come
     * @param identified those of which routes carry the identifier of their path
     * @param hold without a message for so long, the session is over
     */
    public record Agreed(Set<AddressFamily> families, Set<AddressFamily> identified, Duration hold)
            implements Judgement {
        public Agreed {
            families = Set.copyOf(families);
            identified = Set.copyOf(identified);
        }
    }

    public record Disagreed(BgpError error, String detail) implements Judgement {}

    public Judgement judge(BgpOpen open) {
        if (open.asn() != reflector.asn().value()) {
            return new Disagreed(BAD_PEER_AS, "its ASN is " + open.asn() + " and not " + reflector.asn());
        }
        if (!open.identifier().equals(reflector.address()) || open.identifier().equals(identifier)) {
            return new Disagreed(BAD_IDENTIFIER, "its BGP identifier is " + open.identifier() + " and not its address");
        }
        if (open.holdSeconds() < HOLD_SECONDS_MIN) {
            return new Disagreed(UNACCEPTABLE_HOLD_TIME, "its hold time is " + open.holdSeconds() + " s");
        }
        var families = both(reflector.families(), open.families());
        var identified = both(families, open.allPaths());
        boolean isWhole = families.equals(reflector.families()) && identified.equals(families);
        if (families.isEmpty() || (!reflector.speaksBmp() && !isWhole)) {
            var detail = "it offers " + sorted(open.families()) + ", and all paths of " + sorted(open.allPaths())
                    + ", where all of " + sorted(reflector.families()) + " are needed";
            return new Disagreed(UNSUPPORTED_CAPABILITY, detail);
        }
        var hold = Duration.ofSeconds(Math.min(HOLD.toSeconds(), open.holdSeconds()));
        return new Agreed(families, identified, hold);
    }

    private static Set<AddressFamily> both(Set<AddressFamily> one, Set<AddressFamily> other) {
        var common = EnumSet.noneOf(AddressFamily.class);
        common.addAll(one);
        common.retainAll(other);
        return common;
    }

    private static Set<AddressFamily> sorted(Set<AddressFamily> families) {
        return both(families, families);
    }
}
