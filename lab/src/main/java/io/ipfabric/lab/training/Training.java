package io.ipfabric.lab.training;

import io.ipfabric.lab.lifecycle.AotCaches;
import io.ipfabric.lab.lifecycle.Down;
import io.ipfabric.lab.lifecycle.LabDirectory;
import io.ipfabric.lab.lifecycle.Progress;
import io.ipfabric.lab.lifecycle.Up;
import io.ipfabric.lab.lifecycle.Wish;
import java.nio.file.Path;

/**
 * A lab of its own, in which the services of a build work for a while and leave what they learned beside their jars. It is taken down at the end, if nothing failed:
 * services that write down what they do are slower than others, and are to be measured by nobody.
 */
public final class Training {

    private Training() {}

    private static final int BURST = 25;

    private static final int MOVING = 10;

    /**
     * @param project the checkout whose build is run
     * @param bursts of {@value #BURST} VMs that come and go
     * @throws IllegalStateException if there is a lab already: its services do not write down what they learn
     */
    public static void run(Path project, int bursts, Progress progress) throws InterruptedException {
        if (LabDirectory.ofMachine().settings().isPresent()) {
            throw new IllegalStateException(
                    "there is a lab, and a training needs one of its own: ./fabric down takes it away");
        }
        Up.run(project, Wish.TRAINING, progress);
        var exercise = new Exercise();
        exercise.comeAndGo(bursts, BURST);
        progress.say(bursts * BURST + " VMs came and went");
        exercise.move(MOVING);
        progress.say(MOVING + " VMs moved in every way");
        AotCaches.collect(project, progress);
        Down.run(progress);
    }
}
