package io.ipfabric.vm.application;

import io.ipfabric.contracts.value.VmId;
import io.smallrye.mutiny.Uni;
import java.util.OptionalLong;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The last sequence number that was accepted from each outside source about each VM. It outlives the VM for some days, because an older
 * record may still come after the deletion.
 */
public interface SequenceStore {

    Uni<OptionalLong> last(Mutiny.Session session, VmId vm, String source);

    Uni<Void> remember(Mutiny.Session session, VmId vm, String source, long sequence);
}
