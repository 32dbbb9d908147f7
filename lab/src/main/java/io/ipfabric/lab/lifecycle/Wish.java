package io.ipfabric.lab.lifecycle;

import io.ipfabric.lab.lifecycle.LabDirectory.Compilation;
import io.ipfabric.lab.lifecycle.LabDirectory.Settings;
import io.ipfabric.lab.lifecycle.Model.FailureDetection;
import io.ipfabric.lab.network.Namespaces;
import io.ipfabric.lab.plan.KafkaListeners;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.ReflectorDaemon;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a lab is to be. One that is there keeps what it has, but for nodes that it gets in addition.
 *
 * @param nodes how many; absent: as many as there are, or the default
 * @param reflectors what they run; absent: what they run already, or FRR
 * @param kafka how its broker speaks; absent: as it does already, or in clear text
 */
public record Wish(
        @Nullable Integer nodes,
        Compilation compilation,
        FailureDetection failureDetection,
        @Nullable ReflectorDaemon reflectors,
        @Nullable KafkaListeners kafka) {

    private static final int POSTGRES_PORT = 5432;

    /** A lab that lives for minutes, or the one that is there. */
    public static final Wish ANY = new Wish(null, Compilation.QUICK, FailureDetection.NONE, null, null);

    /** A lab whose services write down what they learn. */
    public static final Wish TRAINING = new Wish(null, Compilation.TRAINING, FailureDetection.NONE, null, null);

    Settings ofNewLab() {
        return new Settings(
                Objects.requireNonNullElse(nodes, LabPlan.NODES_DEFAULT),
                Ports.choose(POSTGRES_PORT),
                compilation,
                Objects.requireNonNullElse(reflectors, ReflectorDaemon.FRR),
                Objects.requireNonNullElse(kafka, KafkaListeners.PLAINTEXT),
                !Namespaces.isMounted());
    }

    /** @throws IllegalStateException for what only another lab could be */
    Settings ofLab(Settings lab) {
        int wanted = Objects.requireNonNullElse(nodes, lab.nodes());
        if (wanted < lab.nodes()) {
            throw new IllegalStateException("the lab has " + lab.nodes() + " nodes: for fewer, take it down first");
        }
        if (Objects.requireNonNullElse(reflectors, lab.reflectors()) != lab.reflectors()) {
            throw new IllegalStateException(
                    "the lab's reflectors run " + lab.reflectors() + ": for others, take it down first");
        }
        if (Objects.requireNonNullElse(kafka, lab.kafka()) != lab.kafka()) {
            throw new IllegalStateException(
                    "the lab's broker speaks " + lab.kafka() + ": for another way, take it down first");
        }
        return new Settings(
                wanted, lab.postgresPort(), lab.compilation(), lab.reflectors(), lab.kafka(), lab.madeNetnsMount());
    }
}
