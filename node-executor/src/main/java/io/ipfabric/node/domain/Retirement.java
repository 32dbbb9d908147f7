package io.ipfabric.node.domain;

import io.ipfabric.contracts.event.RouteClass;
import io.ipfabric.node.domain.KernelRoute.Gateway;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How the routes of one destination go without another of ours to take their place. A route to a guest is deleted: the guest
 * is not there. A redirect hands over to what the node learns by BGP, for which zebra needs 10 ms after ours is gone:
 *
 * <pre>
 * in the kernel                       done
 * a redirect of some class            the same next hop as REDIRECT_QUIET, so that the router's own path is withdrawn and a learned
 *                                     one can win; beside it the same at a distance beyond iBGP's, to which zebra prefers the
 *                                     learned path; then all but this last one are deleted
 * only the one that yields            nothing, until it is superseded: another route is used for the destination, or time is up
 * only the one that yields, superseded    it is deleted
 * </pre>
 *
 * Each row is told by the kernel's routes alone, so an agent that dies between two goes on where it was.
 */
public final class Retirement {

    private Retirement() {}

    /**
     * @param routes ours, of one destination
     * @param superseded whether the one that yields is needed no more
     */
    public static List<KernelOperation> of(Set<KernelRoute> routes, boolean superseded) {
        var operations = new ArrayList<KernelOperation>();
        routes.stream()
                .filter(route -> !(route.nextHop() instanceof Gateway))
                .map(KernelOperation.DeleteRoute::new)
                .forEach(operations::add);
        var redirects = routes.stream()
                .filter(route -> route.nextHop() instanceof Gateway)
                .toList();
        redirects.stream()
                .filter(route -> !route.isYielding())
                .min(Comparator.comparingLong(KernelRoute::metric))
                .ifPresentOrElse(
                        last -> operations.addAll(handOver(last, redirects)),
                        () -> operations.addAll(end(redirects, superseded)));
        return operations;
    }

    private static List<KernelOperation> handOver(KernelRoute last, List<KernelRoute> redirects) {
        var quiet = last.withMetric(RouteClass.REDIRECT_QUIET.metric());
        var yielding = last.withMetric(quiet.metric() | KernelRoute.YIELDING_DISTANCE);
        var operations = new ArrayList<KernelOperation>();
        if (!redirects.contains(quiet)) {
            operations.add(new KernelOperation.AddRoute(quiet));
        }
        operations.addAll(deletions(redirects, route -> !route.isYielding() && !route.equals(quiet)));
        if (!redirects.contains(yielding)) {
            operations.add(new KernelOperation.ReplaceRoute(yielding));
        }
        operations.addAll(deletions(redirects, route -> route.isYielding() && route.metric() != yielding.metric()));
        operations.add(new KernelOperation.DeleteRoute(quiet));
        return operations;
    }

    private static List<KernelOperation> deletions(List<KernelRoute> routes, Predicate<KernelRoute> which) {
        return routes.stream()
                .filter(which)
                .<KernelOperation>map(KernelOperation.DeleteRoute::new)
                .toList();
    }

    private static List<KernelOperation> end(List<KernelRoute> yielding, boolean superseded) {
        return superseded ? deletions(yielding, _ -> true) : List.of();
    }
}
