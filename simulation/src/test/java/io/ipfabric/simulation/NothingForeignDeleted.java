package io.ipfabric.simulation;

/** Routes and links that others made stay. */
final class NothingForeignDeleted implements Invariant {

    @Override
    public void check(World world) {
        for (var node : world.nodes) {
            node.missingForeign().ifPresent(what -> {
                throw new Violation("the agent of " + node + " took away what is not its own: " + what);
            });
        }
    }
}
