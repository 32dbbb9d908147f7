package io.ipfabric.node.adapter.kafka;

import io.ipfabric.contracts.event.NodeReport;
import io.ipfabric.contracts.event.RouteReport;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.node.application.Reports;
import java.time.Clock;

/** Writes reports as they would be sent, and tells nobody. */
public final class RehearsedReports implements Reports {

    private final NodeName node;
    private final Clock clock;

    public RehearsedReports(NodeName node, Clock clock) {
        this.node = node;
        this.clock = clock;
    }

    @Override
    public void publish(RouteReport report) {
        KafkaReports.encode(report, null, node, clock);
    }

    @Override
    public void publish(NodeReport report) {
        KafkaReports.encode(report, null, node, clock);
    }

    @Override
    public void retract(VmId vm) {}
}
