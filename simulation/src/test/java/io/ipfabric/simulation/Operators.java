package io.ipfabric.simulation;

import io.ipfabric.contracts.event.Force;
import io.ipfabric.routing.domain.VmRouting;

/**
 * People who are asked what waits for too long, and say that the nodes that do not answer are silent. They do not look: often it is not so, and some
 * speak where nothing waits. In some runs there are none.
 */
final class Operators {

    private final World world;
    private final Chance chance;
    private final boolean away;

    Operators(World world, Chance chance) {
        this.world = world;
        this.chance = chance;
        // What is never withdrawn would be let go by a word.
        away = chance.oneIn(3) || world.sabotage == Sabotage.WITHDRAWAL_LOST;
    }

    void act() {
        if (away) {
            return;
        }
        var force = new Force("its power is off", chance.oneIn(2) ? null : "night shift");
        boolean crash = chance.oneIn(20);
        if (chance.oneIn(2)) {
            ofMigration(force, crash);
        } else {
            ofRoutes(force, crash);
        }
    }

    private void ofMigration(Force force, boolean crash) {
        var moved = world.vm.vms().stream()
                .filter(vm -> vm.migrations().latest().isPresent())
                .map(vm -> vm.request().vm())
                .toList();
        if (!moved.isEmpty()) {
            var vm = chance.oneOf(moved);
            world.say("an operator forces the last migration of " + vm + (crash ? ", crash" : ""));
            world.vm.force(vm, force, crash);
        }
    }

    private void ofRoutes(Force force, boolean crash) {
        boolean anything = chance.oneIn(4);
        var waiting = world.routing.routings().stream()
                .filter(routing -> anything || !routing.overdue().isEmpty())
                .map(VmRouting::vm)
                .toList();
        if (!waiting.isEmpty()) {
            var vm = chance.oneOf(waiting);
            world.say("an operator forces what " + vm + " waits for" + (crash ? ", crash" : ""));
            world.routing.force(vm, force, crash);
        }
    }
}
