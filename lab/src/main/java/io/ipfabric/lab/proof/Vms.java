package io.ipfabric.lab.proof;

import io.ipfabric.lab.lifecycle.HttpApi;
import io.ipfabric.lab.lifecycle.HttpApi.Answer;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.process.Poll;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The lab's VMs over HTTP. */
public final class Vms {

    /** Long enough for a service that was just killed to come back and catch up. */
    public static final Duration LIMIT = Duration.ofMinutes(1);

    private static final String VMS = "/v1/vms";

    private final HttpApi api = new HttpApi(LabPlan.service("vm-service").url());
    private final HttpApi pools = new HttpApi(LabPlan.service("ipam-service").url());

    /** @return the answer; its {@code Location} is {@code /v1/vms/<id>} */
    public Answer create(String id, String node) {
        return api.post(VMS, Map.of("id", id, "name", id, "cluster", LabPlan.CLUSTER, "node", node));
    }

    public void stop(String id) {
        api.post(VMS + "/" + id + "/stop", Map.of()).orThrow("cannot stop " + id);
    }

    public void start(String id) {
        api.post(VMS + "/" + id + "/start", Map.of()).orThrow("cannot start " + id);
    }

    /**
     * Orders a move.
     *
     * @param cutover {@code SEAMLESS} or {@code STRICT}
     */
    public Answer migrate(String id, String target, String cutover) {
        return api.post(migrations(id), Map.of("target", target, "cutover", cutover));
    }

    /** Says that the guest runs on the target. */
    public Answer switched(String id, String migration) {
        return api.post(migrations(id) + "/" + migration + "/switch", Map.of());
    }

    public Answer cancel(String id, String migration) {
        return api.delete(migrations(id) + "/" + migration);
    }

    /** Waits until the VM's last migration is in one of these phases, and returns the VM. */
    public VmView awaitPhase(String id, String... phases) {
        return await(id, "in a migration that is " + String.join(" or ", phases), vm -> List.of(phases)
                .contains(vm.migrationPhase()));
    }

    private static String migrations(String id) {
        return VMS + "/" + id + "/migrations";
    }

    public void delete(String id) {
        api.delete(VMS + "/" + id).orThrow("cannot delete " + id);
    }

    /** @return empty if there is none */
    public Optional<VmView> find(String id) {
        var answer = api.get(VMS + "/" + id);
        return answer.status() == 404
                ? Optional.empty()
                : Optional.of(new VmView(answer.orThrow("no answer about " + id).json()));
    }

    public List<VmView> all() {
        return api.get(VMS + "?limit=500")
                .orThrow("no list of VMs")
                .json()
                .path("items")
                .valueStream()
                .map(VmView::new)
                .toList();
    }

    /** Waits until the VM is as wanted, and returns it. */
    public VmView await(String id, String what, Predicate<VmView> wanted) {
        return await(id, what, wanted, LIMIT);
    }

    /** As {@link #await(String, String, Predicate)}, with other patience. */
    public VmView await(String id, String what, Predicate<VmView> wanted, Duration limit) {
        return Poll.untilPresent("VM " + id + " to be " + what, limit, () -> find(id).filter(wanted));
    }

    public VmView awaitAnnounced(String id) {
        return awaitAnnounced(id, LIMIT);
    }

    public VmView awaitAnnounced(String id, Duration limit) {
        return await(id, "RUNNING and announced", vm -> vm.state().equals("RUNNING") && vm.isAnnounced(), limit);
    }

    public VmView awaitStopped(String id) {
        return await(id, "STOPPED and announced nowhere", vm -> vm.state().equals("STOPPED") && vm.isSilent());
    }

    public void awaitGone(String id) {
        awaitGone(id, LIMIT);
    }

    public void awaitGone(String id, Duration limit) {
        Poll.until("VM " + id + " to be gone", limit, () -> find(id).isEmpty());
    }

    /** Addresses of a pool that a VM has, and those that cool down. */
    public PoolUse poolUse(String pool) {
        var json = pools.get("/v1/pools/" + pool).orThrow("no pool " + pool).json();
        return new PoolUse(
                json.path("allocated").asLong(), json.path("coolingDown").asLong());
    }

    /** What of a pool is in use. */
    public record PoolUse(long allocated, long coolingDown) {

        public static final PoolUse NONE = new PoolUse(0, 0);
    }
}
