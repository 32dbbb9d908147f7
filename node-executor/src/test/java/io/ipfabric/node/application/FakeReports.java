package io.ipfabric.node.application;

import io.ipfabric.contracts.event.NodeReport;
import io.ipfabric.contracts.event.RouteReport;
import io.ipfabric.contracts.value.VmId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps what was said. */
final class FakeReports implements Reports {

    private final Map<VmId, RouteReport> levels = new HashMap<>();
    private final List<RouteReport> routeReports = new ArrayList<>();
    private final List<NodeReport> nodeReports = new ArrayList<>();

    @Override
    public void publish(RouteReport report) {
        levels.put(report.vm(), report);
        routeReports.add(report);
    }

    @Override
    public void publish(NodeReport report) {
        nodeReports.add(report);
    }

    @Override
    public void retract(VmId vm) {
        levels.remove(vm);
    }

    Optional<RouteReport> of(VmId vm) {
        return Optional.ofNullable(levels.get(vm));
    }

    /** How many reports about routes there were since the last call. */
    int routeReports() {
        int count = routeReports.size();
        routeReports.clear();
        return count;
    }

    <R extends NodeReport> List<R> nodeReports(Class<R> kind) {
        return nodeReports.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
