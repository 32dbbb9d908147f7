package io.ipfabric.simulation;

import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.simulation.Bus.Partition;
import io.ipfabric.vm.domain.VmState.Migrating;
import io.ipfabric.vm.domain.VmState.Present;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One run: so many steps of work and trouble, then peace, then the account. All of it follows from the seed. */
final class Simulation {

    private static final Duration STEP_MAX = Duration.ofMillis(50);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(15);
    /** Long enough for the slowest retry, the audit and the cooldown. */
    private static final int PEACE_ROUNDS = 25;

    private static final Duration ROUND = Duration.ofSeconds(3);
    private static final List<Integer> REFLECTORS = List.of(0, 1, 2, 2);
    private static final int DELIVERIES_MAX = 2_000;

    private final Chance chance;
    private final World world;
    private final Producers producers;
    private final Operators operators;
    /** Which work is held back for now, by the name of the task. */
    private final Map<String, Boolean> slow = new HashMap<>();

    private final List<Invariant> invariants = List.of(
            new OneOwner(),
            new OneDeliverer(),
            new NoCircle(),
            new EpochsRise(),
            new ReleasedLast(),
            new NothingForeignDeleted());

    Simulation(long seed, World world) {
        chance = new Chance(seed);
        this.world = world;
        producers = new Producers(world, chance);
        operators = new Operators(world, chance);
    }

    /**
     * @return what routing-service told
     * @throws Violation with all that is needed to see it again
     */
    static List<RouteEvent> run(long seed, int steps, Sabotage sabotage) {
        var simulation = new Simulation(seed, new World(sabotage, reflectors(seed)));
        int step = 0;
        try {
            for (; step < steps; step++) {
                simulation.step();
                simulation.check();
            }
            simulation.makePeace();
            new Converged().check(simulation.world);
            return simulation.told();
        } catch (Violation | IllegalStateException e) {
            throw new Violation(
                    "seed " + seed + ", step " + step + " of " + steps + ": " + e.getMessage()
                            + "\nagain: mvn -pl simulation -am test -Dtest=SimulationTest -Dsurefire.failIfNoSpecifiedTests=false"
                            + " -Dsimulation.seed=" + seed + " -Dsimulation.steps=" + steps
                            + " (and -Dsimulation.vm=ID for all records of a VM)"
                            + simulation.world.bus.history(System.getProperty("simulation.vm", ""))
                            + "\nthe last steps:\n" + simulation.world.diary(),
                    e);
        }
    }

    /** By routing-service, ever. */
    List<RouteEvent> told() {
        var events = new ArrayList<RouteEvent>();
        boolean _ = new TopicReader<>(Topic.ROUTE_EVENTS, RouteEvent.class).read(world.bus, events::add);
        return events;
    }

    /** In every fourth run none. */
    private static int reflectors(long seed) {
        return REFLECTORS.get((int) Math.floorMod(seed, (long) REFLECTORS.size()));
    }

    private void check() {
        world.routing.words().look(world);
        invariants.forEach(invariant -> invariant.check(world));
    }

    private void step() {
        world.clock.advance(Duration.ofMillis(chance.between(0, (int) STEP_MAX.toMillis())));
        switch (chance.between(1, 50)) {
            case 1, 2, 3, 4, 5 -> producers.act();
            case 6 -> trouble();
            case 7 -> shake();
            case 8 -> pause();
            case 9 -> slow.clear();
            case 10, 11 -> chance.oneOf(world.nodes).workAside();
            case 12, 13 -> hypervisorsMoveGuests().forEach(this::mayBeCutOff);
            case 14 -> shakeReflectors();
            case 15 -> operators.act();
            default -> work();
        }
    }

    private void pause() {
        world.clock.advance(Duration.ofMillis(chance.between(0, (int) PAUSE_MAX.toMillis())));
        boolean crash = chance.oneIn(10);
        world.say("time passes" + (crash ? ", crash" : ""));
        world.ipam.recheckWaiting(crash);
        world.observer.timePasses();
        world.nodes.forEach(Node::workAside);
    }

    /** Somebody does a piece of what waits for it; some are slow for a while, so that others overtake them. */
    private void work() {
        var tasks = new ArrayList<Task>();
        world.services.forEach(service -> addTasks(service, tasks));
        world.nodes.forEach(node -> addTasks(node, tasks));
        addReflectorTasks(tasks);
        if (world.routing.hasDue()) {
            tasks.add(new Task(
                    "routing-service looks at what is due", () -> world.routing.lookAtDue(crashes(world.routing))));
        }
        tasks.removeIf(task -> slow.computeIfAbsent(task.name(), _ -> chance.oneIn(3)));
        if (!tasks.isEmpty()) {
            var task = chance.oneOf(tasks);
            world.say(task.name());
            task.work().run();
        }
    }

    private record Task(String name, Runnable work) {}

    private void addTasks(Service service, List<Task> tasks) {
        for (var partition : service.lagging()) {
            tasks.add(new Task(
                    service + " reads " + partition,
                    () -> service.consume(partition, chance.between(1, 5), crashes(service))));
        }
        if (service.hasUnsent()) {
            tasks.add(new Task(
                    service + " publishes", () -> service.relay(chance, chance.between(1, 5), crashes(service))));
        }
    }

    private boolean crashes(Service service) {
        boolean crash = chance.oneIn(20);
        if (crash) {
            world.say(service + " crashes");
        }
        return crash;
    }

    private void addTasks(Node node, List<Task> tasks) {
        if (node.lags()) {
            tasks.add(new Task(node + " reads", () -> node.read(chance.between(1, 5))));
        }
        if (node.kernel.hasEvents()) {
            tasks.add(new Task(node + " hears its kernel", node::hearKernel));
        }
        if (node.hasMail()) {
            tasks.add(new Task(node + " reports", () -> node.send(chance, chance.oneIn(10))));
        }
        if (node.isRouterBehind()) {
            tasks.add(new Task(node + "'s router follows the kernel", node::routerFollows));
        }
        tasks.add(new Task(node + " asks its router", () -> {
            boolean _ = node.askRouter();
        }));
    }

    private void addReflectorTasks(List<Task> tasks) {
        for (var reflector : world.reflectors) {
            for (var node : world.nodes) {
                if (reflector.isBehind(node)) {
                    tasks.add(new Task(reflector + " follows " + node, () -> reflector.follow(node)));
                }
            }
            if (reflector.hasNews()) {
                tasks.add(new Task("observer hears " + reflector, () -> hear(reflector, chance.between(1, 20))));
            }
        }
        if (world.observer.hasUnsent()) {
            tasks.add(new Task("observer publishes", () -> publishObservations(chance.between(1, 5))));
        }
    }

    private void hear(Reflector reflector, int atMost) {
        for (int i = 0; i < atMost && reflector.hasNews(); i++) {
            world.observer.hear(reflector);
        }
    }

    private void publishObservations(int atMost) {
        for (int i = 0; i < atMost && world.observer.hasUnsent(); i++) {
            world.observer.send(chance, chance.oneIn(10));
        }
    }

    /** A session ends, or begins; or the observer does. */
    private void shakeReflectors() {
        if (world.reflectors.isEmpty()) {
            return;
        }
        var reflector = chance.oneOf(world.reflectors);
        if (chance.oneIn(6)) {
            world.say("the observer is restarted");
            world.observer.restart();
        } else if (reflector.isOpen() && chance.oneIn(3)) {
            world.say("the session with " + reflector + " ends");
            world.observer.lose(reflector);
        } else {
            world.say("a session with " + reflector + " begins");
            world.observer.open(reflector);
        }
    }

    /** Something breaks, or is whole again. */
    private void trouble() {
        var node = chance.oneOf(world.nodes);
        var links = world.vm.vms().stream().map(Simulation::linkOf).toList();
        switch (chance.between(1, 7)) {
            case 1 -> {
                world.say(node + " restarts its agent");
                node.restart();
            }
            case 2 -> {
                world.say(node + " reads all again");
                node.readAgain();
            }
            case 3 -> {
                world.say(node + " loses a route");
                node.loseRoute(chance, chance.oneIn(2));
            }
            case 4 -> {
                boolean broken = chance.oneIn(2);
                world.say(node + "'s kernel " + (broken ? "fails" : "works"));
                node.kernel.breakDown(broken);
            }
            case 5, 6 -> {
                if (!links.isEmpty()) {
                    var link = chance.oneOf(links);
                    boolean carrier = chance.oneIn(2);
                    world.say(node + ": carrier of " + link + " " + carrier);
                    node.setCarrier(link, carrier);
                }
            }
            default -> {
                if (!links.isEmpty()) {
                    var link = chance.oneOf(links);
                    world.say(node + " loses " + link);
                    node.removeLink(link);
                }
            }
        }
        if (world.sabotage == Sabotage.FOREIGN_LINK_DELETED) {
            node.deleteForeignLink();
        }
    }

    /** The broker holds back, compacts; hypervisors make links. */
    private void shake() {
        var partition = chance.oneOf(world.bus.partitions());
        switch (chance.between(1, 6)) {
            case 1 -> {
                world.say(partition + " is paused");
                world.bus.pause(partition);
            }
            case 2, 3 -> {
                world.say("all partitions go on");
                world.bus.resumeAll();
            }
            case 4 -> {
                if (partition.topic().isCompacted()) {
                    world.say(partition + " is compacted");
                    world.bus.compact(partition);
                }
            }
            default -> hypervisorsMakeLinks();
        }
    }

    private void hypervisorsMakeLinks() {
        for (var vm : world.vm.vms()) {
            if (vm.request().iface().kind() == null) {
                nodeOf(vm).makeForeignLink(linkOf(vm));
            }
        }
    }

    /** That is when a move waits for a proof. */
    private void mayBeCutOff(Node source) {
        if (chance.oneIn(3)) {
            world.say(source + " is cut off");
            source.cutOff();
        }
    }

    /**
     * Guests that may move do: the source's interface loses its carrier, the target's gets one, and the guest sends.
     *
     * @return where they were
     */
    List<Node> hypervisorsMoveGuests() {
        var sources = new ArrayList<Node>();
        for (var vm : world.vm.vms()) {
            if (!(vm instanceof Migrating moving)) {
                continue;
            }
            var migration = moving.migrations().latest().orElseThrow();
            if (migration.phase() == MigrationPhase.READY) {
                var link = linkOf(vm);
                var target = world.node(migration.target());
                target.makeForeignLink(link);
                if (target.awaitsGuestOn(link)) {
                    world.say("the guest of " + vm.request().vm() + " moves to " + target);
                    nodeOf(vm).setCarrier(link, false);
                    target.setCarrier(link, true);
                    target.guestSends(link);
                    sources.add(nodeOf(vm));
                }
            }
        }
        return sources;
    }

    private Node nodeOf(Present vm) {
        return world.node(vm.placement().node());
    }

    private static String linkOf(Present vm) {
        return vm.request().vmInterface().name().value();
    }

    /** Nothing breaks any more. What waits for time gets it. */
    void makePeace() {
        world.say("peace");
        world.bus.resumeAll();
        for (var node : world.nodes) {
            node.kernel.breakDown(false);
        }
        world.reflectors.stream().filter(reflector -> !reflector.isOpen()).forEach(world.observer::open);
        for (int round = 0; round < PEACE_ROUNDS; round++) {
            hypervisorsMakeLinks();
            for (var vm : world.vm.vms()) {
                nodeOf(vm).setCarrier(linkOf(vm), true);
            }
            List<Node> _ = hypervisorsMoveGuests();
            letPass();
        }
        deliverAll();
    }

    /** So much time, and a bit; all is delivered the whole time, but what is paused. */
    void letPass(Duration time) {
        var end = world.clock.elapsed().plus(time);
        while (world.clock.elapsed().compareTo(end) < 0) {
            letPass();
        }
        deliverAll();
    }

    private void letPass() {
        deliverAll();
        world.clock.advance(ROUND);
        world.ipam.recheckWaiting(false);
        world.observer.timePasses();
        world.nodes.forEach(Node::workAside);
    }

    /** Until nobody has anything to do; what is paused stays so. */
    void deliverAll() {
        for (int deliveries = 0; deliverSome(); deliveries++) {
            check();
            if (deliveries > DELIVERIES_MAX) {
                throw new Violation("it never comes to rest");
            }
        }
    }

    private boolean deliverSome() {
        boolean any = false;
        for (var service : world.services) {
            for (Partition partition : service.lagging()) {
                service.consume(partition, Integer.MAX_VALUE / 2, false);
                any = true;
            }
            while (service.hasUnsent()) {
                service.relay(chance, Integer.MAX_VALUE, false);
                any = true;
            }
        }
        if (world.routing.hasDue()) {
            world.routing.lookAtDue(false);
            any = true;
        }
        any |= observeSome();
        for (var node : world.nodes) {
            if (node.lags()) {
                node.read(Integer.MAX_VALUE / 2);
                any = true;
            }
            if (node.kernel.hasEvents()) {
                node.hearKernel();
                any = true;
            }
            if (node.isRouterBehind()) {
                node.routerFollows();
                any = true;
            }
            any |= node.askRouter();
            while (node.hasMail()) {
                node.send(chance, false);
                any = true;
            }
        }
        return any;
    }

    private boolean observeSome() {
        boolean any = world.observer.hasUnsent();
        publishObservations(Integer.MAX_VALUE);
        for (var reflector : world.reflectors) {
            for (var node : world.nodes) {
                if (reflector.isBehind(node)) {
                    reflector.follow(node);
                    any = true;
                }
            }
            any |= reflector.hasNews();
            hear(reflector, Integer.MAX_VALUE);
        }
        return any;
    }
}
