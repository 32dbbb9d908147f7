package io.ipfabric.contracts.event;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The class of a VM's kernel route: its metric on the node, and what the node's routers make of it. The metric is the one property
 * that FRR matches alike for both families ({@code match metric} under {@code redistribute kernel}).
 *
 * <p>All are 1 to 19: zebra installs what it learns by BGP with metric 20, so a class route wins in the kernel the moment it is
 * there. A class changes by adding the new route before deleting the old one; while both exist the lower metric counts, in the
 * kernel and in zebra alike.
 *
 * <p>Ranks 2 to 8 of PREFERRED lie above all other classes (10 to 16), although they are the strongest announcements: how a route is
 * announced and which of two coexisting routes the kernel takes are independent questions. All that the order of metrics decides
 * is whether such a change takes effect with the addition or with the deletion, both in one message to the kernel. So the metrics that
 * every one of the measured procedures relies on (2 to 6 and 9) stay as they were measured.
 *
 * <pre>
 *            SILENT             STANDBY   NORMAL               PREFERRED
 * NONE       -                  -         -                    -
 * LOCAL      DELIVER_ONLY       STANDBY   NORMAL               PREFERRED_rank
 * VIA        REDIRECT_QUIET     -         REDIRECT_ANNOUNCED   PREFERRED_rank
 * </pre>
 */
public enum RouteClass {
    /** Via the node that the VM moved to; no longer announced. */
    REDIRECT_QUIET(2),
    /** Via the node that the VM moved to; still announced, as the backup path. */
    REDIRECT_ANNOUNCED(3, 100),
    PREFERRED_1(4, 200),
    NORMAL(5, 100),
    STANDBY(6, 50),
    /** Delivered to VMs of the same node; not announced. */
    DELIVER_ONLY(9),
    PREFERRED_2(10, 210),
    PREFERRED_3(11, 220),
    PREFERRED_4(12, 230),
    PREFERRED_5(13, 240),
    PREFERRED_6(14, 250),
    PREFERRED_7(15, 260),
    PREFERRED_8(16, 270);

    private static final List<RouteClass> LADDER = List.of(
            PREFERRED_1, PREFERRED_2, PREFERRED_3, PREFERRED_4, PREFERRED_5, PREFERRED_6, PREFERRED_7, PREFERRED_8);

    private final int metric;
    private final OptionalInt localPreference;

    RouteClass(int metric) {
        this.metric = metric;
        this.localPreference = OptionalInt.empty();
    }

    RouteClass(int metric, int localPreference) {
        this.metric = metric;
        this.localPreference = OptionalInt.of(localPreference);
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
            case Announcement.Preferred(int rank) -> LADDER.get(rank - 1);
        };
    }

    private static Optional<RouteClass> via(Announcement announcement) {
        return switch (announcement) {
            case Announcement.Silent _ -> Optional.of(REDIRECT_QUIET);
            case Announcement.Standby _ -> Optional.empty();
            case Announcement.Normal _ -> Optional.of(REDIRECT_ANNOUNCED);
            case Announcement.Preferred(int rank) -> Optional.of(LADDER.get(rank - 1));
        };
    }

    /** Whether the router's policy passes it on. */
    public boolean isAnnounced() {
        return localPreference.isPresent();
    }

    /** Of the kernel route. */
    public int metric() {
        return metric;
    }

    /** LOCAL_PREF (RFC 4271, section 5.1.5) of the announcement; empty: not announced. */
    public OptionalInt localPreference() {
        return localPreference;
    }
}
