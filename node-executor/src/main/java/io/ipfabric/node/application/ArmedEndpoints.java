package io.ipfabric.node.application;

import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.node.domain.GuestEvidence;
import io.ipfabric.node.domain.KernelLink;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Has the interfaces listened to whose guests are awaited, and no others. Runs in the loop's thread alone.
 */
final class ArmedEndpoints {

    private static final Logger LOG = Logger.getLogger(ArmedEndpoints.class);

    private final GuestEvidence evidence;
    private final ArrivalWatch watch;
    private final Kernel kernel;
    private final Level news;
    private final Map<VmId, Sentry> sentries = new HashMap<>();

    private record Sentry(int linkIndex, MacAddress guest) {}

    /** @param news how loud it is said that a guest came */
    ArmedEndpoints(GuestEvidence evidence, ArrivalWatch watch, Kernel kernel, Level news) {
        this.evidence = evidence;
        this.watch = watch;
        this.kernel = kernel;
        this.news = news;
    }

    /** The VM that is waited for on this link. */
    Optional<VmId> awaitedOn(int linkIndex) {
        return sentries.entrySet().stream()
                .filter(entry -> entry.getValue().linkIndex() == linkIndex)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /**
     * Listens, or stops to, as the endpoint is now.
     *
     * @return whether the guest has been there before anybody listened: the endpoint is to be compared again
     * @throws KernelException if nothing can be heard on the link
     */
    boolean follow(Endpoint endpoint, @Nullable KernelLink link) {
        if (link == null || !evidence.isAwaited(endpoint)) {
            boolean wasAwaited = stop(endpoint.vm());
            if (wasAwaited && link != null) {
                LOG.logf(news, "vm=%s epoch=%s its guest is awaited no more", endpoint.vm(), endpoint.epoch());
            }
            return false;
        }
        var wanted = new Sentry(link.index(), endpoint.iface().guestMac());
        if (wanted.equals(sentries.get(endpoint.vm()))) {
            return false;
        }
        stop(endpoint.vm());
        watch.watch(wanted.linkIndex(), wanted.guest());
        sentries.put(endpoint.vm(), wanted);
        // Only now: what comes in from now on is heard, so nothing falls between.
        if (evidence.appearedSince(endpoint, link) && kernel.receivedPackets(link.index()) > 0) {
            LOG.logf(news, "vm=%s its interface %s appeared with packets of the guest", endpoint.vm(), link.name());
            evidence.arrived(endpoint);
            stop(endpoint.vm());
            return true;
        }
        return false;
    }

    /** @return whether anybody listened */
    boolean stop(VmId vm) {
        var sentry = sentries.remove(vm);
        if (sentry != null) {
            watch.unwatch(sentry.linkIndex());
        }
        return sentry != null;
    }
}
