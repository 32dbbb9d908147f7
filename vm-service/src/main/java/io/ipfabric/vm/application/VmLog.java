package io.ipfabric.vm.application;

import io.ipfabric.contracts.value.VmId;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** The events of each VM's life, as they were told. Written by {@link VmStore}, with the state. */
public interface VmLog {

    /** Of each life; older ones are forgotten. The migration that makes the table says the same. */
    int KEPT_MAX = 500;

    /**
     * @param type public name: state, addresses, route, migration, rejected, gone
     * @param data JSON, in one line
     */
    record Entry(LogPosition position, String type, String data) {

        /** Whether the life ended with it. */
        public boolean isLast() {
            return type.equals("gone");
        }
    }

    /**
     * How far a VM's log goes.
     *
     * @param last the newest event; number 0: its life has none yet
     * @param gone whether it is the end of that life, and no other one began
     */
    record End(LogPosition last, boolean gone) {}

    /** Empty: nothing is known of such a VM. */
    Uni<Optional<End>> end(Mutiny.Session session, VmId vm);

    /** At most {@code limit} events that come after it, in their order, also those of later lives. */
    Uni<List<Entry>> after(Mutiny.Session session, VmId vm, LogPosition position, int limit);
}
