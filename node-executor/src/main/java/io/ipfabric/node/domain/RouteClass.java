package io.ipfabric.node.domain;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.Forwarding;
import java.util.Optional;

/**
 * Class of an endpoint's kernel routes: the metric, by which the router's static policy chooses preference or silence. A lower
 * metric is the stronger class, in the kernel and in zebra alike, so that two classes of one address are never ambiguous.
 *
 * <pre>
 *            SILENT             STANDBY   NORMAL               PREFERRED
 * NONE       -                  -         -                    -
 * LOCAL      DELIVER_ONLY 9     STANDBY 6 NORMAL 5             PREFERRED 4
 * VIA        REDIRECT_QUIET 2   -         REDIRECT_ANNOUNCED 3 PREFERRED 4
 * </pre>
 */
public enum RouteClass {
    REDIRECT_QUIET(2, false),
    REDIRECT_ANNOUNCED(3, true),
    PREFERRED(4, true),
    NORMAL(5, true),
    STANDBY(6, true),
    DELIVER_ONLY(9, false);

    private final int metric;
    private final boolean announced;

    RouteClass(int metric, boolean announced) {
        this.metric = metric;
        this.announced = announced;
    }

    /** Empty where no route belongs: nothing is forwarded, or a redirect is asked to be a standby. */
    public static Optional<RouteClass> of(Forwarding forwarding, Announcement announcement) {
        return switch (forwarding) {
            case Forwarding.None _ -> Optional.empty();
            case Forwarding.Local _ -> Optional.of(local(announcement));
            case Forwarding.Via _ -> via(announcement);
        };
    }

    private static RouteClass local(Announcement announcement) {
        return switch (announcement) {
            case Announcement.Silent _ -> DELIVER_ONLY;
            case Announcement.Standby _ -> STANDBY;
            case Announcement.Normal _ -> NORMAL;
            case Announcement.Preferred _ -> PREFERRED;
        };
    }

    private static Optional<RouteClass> via(Announcement announcement) {
        return switch (announcement) {
            case Announcement.Silent _ -> Optional.of(REDIRECT_QUIET);
            case Announcement.Standby _ -> Optional.empty();
            case Announcement.Normal _ -> Optional.of(REDIRECT_ANNOUNCED);
            case Announcement.Preferred _ -> Optional.of(PREFERRED);
        };
    }

    public int metric() {
        return metric;
    }

    /** Whether the router's policy passes it on. */
    public boolean isAnnounced() {
        return announced;
    }
}
