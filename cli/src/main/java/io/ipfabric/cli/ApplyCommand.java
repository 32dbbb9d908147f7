package io.ipfabric.cli;

import io.ipfabric.cli.FabricFile.Resource;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes what a file names and is not there. It changes and deletes nothing, so it may be repeated, after an interruption too. */
@Command(
        name = "apply",
        description =
                "Creates the clusters, devices and pools of a file that are not there yet; what is there stays as it is.",
        mixinStandardHelpOptions = true)
final class ApplyCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "JSON, as containers/lab/fabric.json.")
    Path file = Path.of("");

    @Override
    public Integer call() throws InterruptedException {
        int made = 0;
        for (var resource : FabricFile.read(file).resources()) {
            if (ensure(resource)) {
                System.out.println("created: " + resource.path());
                made++;
            }
        }
        if (made == 0) {
            System.out.println("Nothing to create.");
        }
        return 0;
    }

    private static boolean ensure(Resource resource) throws InterruptedException {
        var api =
                switch (resource.owner()) {
                    case GATEWAY -> Services.gateway();
                    case IPAM -> Services.ipam();
                };
        if (api.exists(resource.path())) {
            return false;
        }
        api.call("POST", resource.collection(), resource.body());
        return true;
    }
}
