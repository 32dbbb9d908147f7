package io.ipfabric.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.contracts.value.VmId;
import java.util.List;

/**
 * Topic {@code address-events}: facts about the addresses of a VM. A VM that was deleted may be created again under its id, so each fact
 * names the life that it is about, by the generation in which that began.
 */
public sealed interface AddressEvent extends FabricEvent {

    VmId vm();

    Generation generation();

    @Override
    @JsonIgnore
    default String partitionKey() {
        return vm().value();
    }

    /**
     * An address and whose allocation it is.
     *
     * @param address the address itself
     * @param sequence the number of this allocation: a later owner of the same address has a higher one
     * @param pool the pool that the address is from
     */
    record AllocatedAddress(Address address, SequenceNumber sequence, PoolName pool) {
        public AllocatedAddress {
            Fields.required(address, "address");
            Fields.required(sequence, "sequence");
            Fields.required(pool, "pool");
        }
    }

    /**
     * All addresses of the VM, of both families: they are allocated together or not at all.
     *
     * @param vm the VM, by its producer's id
     * @param generation the generation in which the VM was created: an earlier VM of the same id has a lower one
     * @param addresses each address of the VM, once
     */
    record AddressesAllocated(VmId vm, Generation generation, List<AllocatedAddress> addresses)
            implements AddressEvent {
        public AddressesAllocated {
            Fields.required(vm, "vm");
            Fields.required(generation, "generation");
            Fields.nonEmptyList(addresses, "addresses", VmEvent.ADDRESSES_MAX);
            addresses = Fields.distinct(addresses, AllocatedAddress::address, "addresses", VmEvent.ADDRESSES_MAX);
        }
    }

    /**
     * The VM owns no address any more; those it had cool down or are free.
     *
     * @param vm the VM, by its producer's id
     * @param generation the generation in which the VM was created: an earlier VM of the same id has a lower one
     * @param addresses the addresses that it had
     */
    record AddressesReleased(VmId vm, Generation generation, List<AllocatedAddress> addresses) implements AddressEvent {
        public AddressesReleased {
            Fields.required(vm, "vm");
            Fields.required(generation, "generation");
            addresses = Fields.list(addresses, "addresses", VmEvent.ADDRESSES_MAX);
        }
    }

    /**
     * The VM gets no address: there is none, or the one asked for cannot be had.
     *
     * @param vm the VM, by its producer's id
     * @param generation the generation in which the VM was created: an earlier VM of the same id has a lower one
     * @param problem why
     */
    record AllocationRefused(VmId vm, Generation generation, Problem problem) implements AddressEvent {
        public AllocationRefused {
            Fields.required(vm, "vm");
            Fields.required(generation, "generation");
            Fields.required(problem, "problem");
        }
    }
}
