package io.ipfabric.node.application;

import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.node.domain.DesiredEndpoint;
import io.ipfabric.node.domain.GuestEvidence;
import io.ipfabric.node.domain.KernelMirror;
import io.ipfabric.node.domain.ManifestJudge.Identity;
import io.ipfabric.node.domain.NodeIntents;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** What the loop's steps have in common: what is intended, what is known, and who does what. Runs in the loop's thread alone. */
final class LoopParts {

    final AgentPorts ports;
    final AgentSettings settings;
    final AgentMeters meters;
    /** As it was at the start. */
    final Identity self;

    final NodeIntents intents;
    final KernelMirror mirror = new KernelMirror();
    final EndpointIndex index = new EndpointIndex();
    final GuestEvidence evidence = new GuestEvidence();
    final Marks marks = new Marks();
    final Troubles troubles;

    final NodeGate gate;
    final EndpointApplier applier;
    final Underlay underlay;
    final Retirements retirements;
    final Absences absences;
    final ArmedEndpoints armed;
    final Departures departures;
    final EndpointPlanner planner;
    final StraySweeper sweeper;
    final RouteReporter reporter;
    final NodeReporter nodeReporter;

    LoopParts(AgentPorts ports, AgentSettings settings, AgentMeters meters, Clock clock) {
        this.ports = ports;
        this.settings = settings;
        this.meters = meters;
        self = ports.memory().recall();
        intents = new NodeIntents(self);
        troubles = new Troubles(settings);
        gate = new NodeGate(self.node(), ports.filter(), mirror);
        applier = new EndpointApplier(ports.kernel(), ports.filter(), mirror, meters);
        underlay = new Underlay(ports.kernel());
        retirements = new Retirements(ports.kernel(), mirror);
        absences = new Absences();
        armed = new ArmedEndpoints(evidence, ports.arrivals(), ports.kernel(), settings.news());
        departures = new Departures(applier, mirror);
        planner = new EndpointPlanner(intents, mirror, index, evidence, underlay, retirements, absences);
        sweeper = new StraySweeper(intents, mirror, applier, index);
        reporter = new RouteReporter(self, ports.reports(), clock, underlay::nodeAt);
        nodeReporter = new NodeReporter(self, intents, ports.reports(), clock);
    }

    /** What is said of an endpoint is said in one way, whoever noticed that it changed. */
    void report(VmId vm) {
        planner.endpoint(vm).ifPresent(this::report);
    }

    private void report(Endpoint endpoint) {
        var vm = endpoint.vm();
        if (isOver(vm)) {
            return;
        }
        var link = mirror.link(endpoint.iface()).orElse(null);
        reporter.report(endpoint, planner.ownAddresses(endpoint), link, problem(vm), planner.isSwitched(vm));
        if (isOver(vm)) {
            marks.abandoned(index.remove(vm));
        }
    }

    /**
     * Whether the VM was told to go and it was reported that it went: what becomes of its name and addresses is no matter of its own any more. Its record stays in the
     * topic, so there are more of these every day, and none of them may cost anything.
     */
    boolean isOver(VmId vm) {
        return intents.gone(vm).filter(reporter::isSaidToBeGone).isPresent();
    }

    /** Everything is to be reported again, also what is over. */
    void reportAnew() {
        reporter.startOver();
        for (var vm : intents.went()) {
            intents.gone(vm).ifPresent(endpoint -> marks.abandoned(index.put(endpoint)));
        }
    }

    @Nullable
    String problem(VmId vm) {
        return troubles.of(vm)
                .or(() -> intents.desired(vm).flatMap(DesiredEndpoint::problem))
                .orElse(null);
    }

    /** What the agent does and why, for people. */
    String explanation() {
        return intents.judgement().explanation()
                + sweeper.held().map(reason -> "; " + reason).orElse("");
    }
}
