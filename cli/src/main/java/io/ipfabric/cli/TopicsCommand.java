package io.ipfabric.cli;

import io.ipfabric.contracts.kafka.BrokerAcls;
import io.ipfabric.contracts.kafka.BrokerTopics;
import java.util.Collection;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The catalogue of topics, and of who may do what with them, against a broker. */
@Command(name = "topics", description = "The broker's topics and the catalogue.", mixinStandardHelpOptions = true)
final class TopicsCommand {

    @Command(description = "Creates and changes topics until they are as the catalogue says; deletes none.")
    int apply(
            @Mixin BrokerOption broker,
            @Option(
                            names = "--acls",
                            description =
                                    "The access control lists too; takes none away. Needs a user who may alter the cluster.")
                    boolean withAcls,
            @Mixin AclsOption acls)
            throws InterruptedException {
        try (var admin = broker.admin()) {
            print(new BrokerTopics(admin, broker.replication).apply(), "changed", "Nothing to change.");
            if (withAcls) {
                var difference = new BrokerAcls(admin, acls.rights()).apply();
                print(
                        difference.missing().stream()
                                .map(AclsOption::sentence)
                                .sorted()
                                .toList(),
                        "allowed",
                        "Nothing more to allow.");
                printSurplus(difference);
            }
            return ExitCode.OK;
        }
    }

    @Command(description = "Says how the topics differ from the catalogue; ends with 0 if they do not.")
    int check(
            @Mixin BrokerOption broker,
            @Option(
                            names = "--acls",
                            description = "And the access control lists. Needs a user who may describe the cluster.")
                    boolean withAcls,
            @Mixin AclsOption acls)
            throws InterruptedException {
        try (var admin = broker.admin()) {
            var differences = new BrokerTopics(admin, broker.replication).check();
            print(differences, "differs", "All topics are as the catalogue says.");
            boolean isAsSaid = differences.isEmpty() && (!withAcls || isAllowed(admin, acls));
            return isAsSaid ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    @Command(description = "Who may do what with the topics, on a broker that denies all else.")
    int acls(@Mixin AclsOption acls, @Mixin Output output) {
        acls.print(output);
        return ExitCode.OK;
    }

    private static boolean isAllowed(Admin admin, AclsOption acls) throws InterruptedException {
        var difference = new BrokerAcls(admin, acls.rights()).check();
        print(
                difference.missing().stream().map(AclsOption::sentence).sorted().toList(),
                "missing",
                "All is allowed that the catalogue allows.");
        printSurplus(difference);
        return difference.missing().isEmpty() && difference.surplus().isEmpty();
    }

    private static void printSurplus(BrokerAcls.Difference difference) {
        difference.surplus().stream()
                .map(AclsOption::sentence)
                .sorted()
                .forEach(each -> System.out.println("beyond the catalogue: " + each));
    }

    private static void print(Collection<?> differences, String word, String none) {
        differences.forEach(difference -> System.out.println(word + ": " + difference));
        if (differences.isEmpty()) {
            System.out.println(none);
        }
    }
}
