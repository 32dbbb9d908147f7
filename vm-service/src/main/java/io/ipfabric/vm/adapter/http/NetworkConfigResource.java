package io.ipfabric.vm.adapter.http;

import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.event.Gateways;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.http.ProblemException;
import io.ipfabric.vm.application.TopologyStore;
import io.ipfabric.vm.application.VmStore;
import io.ipfabric.vm.domain.VmState.Absent;
import io.ipfabric.vm.domain.VmState.Deleting;
import io.ipfabric.vm.domain.VmState.Present;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** The network configuration of a VM's guest. It is the same through the VM's whole life, on every node. */
@Tag(
        name = "VMs",
        description =
                "Virtual machines. A write is accepted once it is stored; what comes of it is observed later and shown.")
@Path("/v1/vms/{id}/network-config")
public class NetworkConfigResource {

    private final Mutiny.SessionFactory sessions;
    private final VmStore store;
    private final TopologyStore topology;

    @Inject
    NetworkConfigResource(Mutiny.SessionFactory sessions, VmStore store, TopologyStore topology) {
        this.sessions = sessions;
        this.store = store;
        this.topology = topology;
    }

    /** YAML for cloud-init, version 2; {@code wrong-state} while the VM has no addresses. */
    @GET
    @Operation(
            summary = "What the guest has to configure",
            description =
                    "For cloud-init, version 2. It is the same through the VM's whole life, on every node; refused while the VM has no addresses.")
    @APIResponse(
            responseCode = "200",
            description = "the document",
            content = @Content(schema = @Schema(implementation = String.class)))
    @APIResponse(responseCode = "409", description = "it has no addresses now")
    @Produces({"text/yaml", "application/yaml"})
    public Uni<String> get(@PathParam("id") VmId id) {
        return sessions.withSession(session -> store.find(session, id).chain(state -> switch (state) {
            case Absent _ -> throw WriteAnswers.unknown(id);
            case Deleting _ -> throw notNow(id, "is being deleted");
            case Present vm ->
                topology.gateways(session)
                        .map(gateways ->
                                of(vm, gateways.get(vm.request().cluster())).yaml());
        }));
    }

    private static NetworkConfig of(Present vm, @Nullable Gateways gateways) {
        var id = vm.request().vm();
        var addresses = vm.addresses().allocated();
        if (addresses.isEmpty()) {
            throw notNow(id, "has no addresses; it is " + vm.status());
        }
        if (gateways == null) {
            throw notNow(id, "is of cluster " + vm.request().cluster() + ", whose gateways are not known now");
        }
        return new NetworkConfig(
                vm.request().vmInterface().guestMac(),
                addresses.stream().map(AllocatedAddress::address).toList(),
                gateways);
    }

    private static ProblemException notNow(VmId id, String why) {
        return ProblemException.of(ProblemType.WRONG_STATE, "the VM \"" + id + "\" " + why);
    }
}
