package io.ipfabric.gateway.config.domain;

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

    /** Of the kernel route. */
    public int metric() {
        return metric;
    }

    /** LOCAL_PREF (RFC 4271, section 5.1.5) of the announcement; empty: not announced. */
    public OptionalInt localPreference() {
        return localPreference;
    }
}
