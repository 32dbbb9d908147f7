package io.ipfabric.node.domain;

import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.event.RouteIntent.EndpointIntent;
import io.ipfabric.contracts.event.RouteIntent.Manifest;
import io.ipfabric.contracts.event.RouteIntent.Remove;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.node.domain.DesiredSet.Promotion;
import io.ipfabric.node.domain.ManifestJudge.Identity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From the records of the node's partition to what the node should carry. What adds is carried at once; what takes away waits
 * for a manifest that matches, because a lost, foreign or restored topic looks exactly like "everything is gone". Deterministic
 * in the order of its calls; not thread-safe.
 *
 * <pre>
 *              while reading       then, judged Waiting   AddOnly                     Full
 * intent       kept                kept                   carried; if it takes        carried; if it takes away:
 *                                                         away: kept                  kept until the next manifest
 * manifest     kept                judged anew, and what was kept is carried as far as the judgement goes
 * tombstone    kept                as an intent that takes away; of what went already: forgotten
 * </pre>
 */
public final class NodeIntents {

    private final TopicView topic = new TopicView();
    private final DesiredSet desired = new DesiredSet();
    /** VMs about which topic and desired set may disagree. */
    private final Set<VmId> open = new HashSet<>();

    private Identity identity;
    private Judgement judgement = new Judgement.Waiting("the partition has not been read yet");
    private @Nullable String obstacle;
    private boolean reading = true;

    public NodeIntents(Identity identity) {
        this.identity = identity;
    }

    /**
     * What a record changed.
     *
     * @param touched VMs to compare with the kernel
     * @param forgotten VMs that went long ago: nothing is to be said of them any more
     */
    public record Change(Set<VmId> touched, List<Refusal> refusals, Set<VmId> forgotten) {

        public static final Change NONE = new Change(Set.of(), List.of(), Set.of());

        public Change {
            touched = Set.copyOf(touched);
            refusals = List.copyOf(refusals);
            forgotten = Set.copyOf(forgotten);
        }
    }

    public record Refusal(VmId vm, Epoch epoch, String reason) {}

    /** The partition is read from its beginning; what is carried stays until {@link #complete}. */
    public void begin() {
        reading = true;
        topic.clear();
        open.addAll(desired.living());
        open.addAll(desired.went());
    }

    /** The partition was read to its end. */
    public Change complete() {
        reading = false;
        return settle();
    }

    public Change accept(EndpointIntent intent) {
        topic.put(intent);
        var vm = intent.endpoint().vm();
        open.add(vm);
        return reading || !judgement.isObeying() ? Change.NONE : carry(Set.of(vm), false);
    }

    public Change accept(Manifest manifest) {
        topic.put(manifest);
        return reading ? Change.NONE : settle();
    }

    public Change drop(VmId vm) {
        topic.drop(vm);
        open.add(vm);
        return reading || !judgement.isObeying() ? Change.NONE : carry(Set.of(vm), false);
    }

    /** @param reason why the node must obey nobody now; null: no more */
    public Change obstruct(@Nullable String reason) {
        obstacle = reason;
        return reading ? Change.NONE : settle();
    }

    private Change settle() {
        if (obstacle != null) {
            judgement = new Judgement.Waiting(obstacle);
            return Change.NONE;
        }
        var manifest = topic.manifest();
        boolean matches = manifest.filter(topic::matches).isPresent();
        int removals = (int) open.stream().filter(this::wouldGo).count();
        judgement = ManifestJudge.judge(identity, manifest, matches, removals, desired.size());
        if (!judgement.isObeying()) {
            return Change.NONE;
        }
        identity = identity.after(manifest.orElseThrow());
        return carry(Set.copyOf(open), judgement.mayRemove());
    }

    private boolean wouldGo(VmId vm) {
        boolean lives = desired.desired(vm).isPresent();
        return lives && topic.intent(vm).filter(i -> !(i instanceof Remove)).isEmpty();
    }

    private Change carry(Set<VmId> vms, boolean mayRemove) {
        var touched = new HashSet<VmId>();
        var refusals = new ArrayList<Refusal>();
        var forgotten = new HashSet<VmId>();
        for (var vm : vms) {
            var intent = topic.intent(vm);
            if (intent.isPresent()) {
                carry(intent.get(), mayRemove, touched, refusals);
            } else if (desired.forget(vm)) {
                open.remove(vm);
                forgotten.add(vm);
            } else if (mayRemove) {
                open.remove(vm);
                touched.addAll(desired.removeMissing(vm));
            }
        }
        return new Change(touched, refusals, forgotten);
    }

    private void carry(EndpointIntent intent, boolean mayRemove, Set<VmId> touched, List<Refusal> refusals) {
        var endpoint = intent.endpoint();
        switch (desired.promote(intent, mayRemove)) {
            case Promotion.Carried(var vms) -> {
                open.remove(endpoint.vm());
                touched.addAll(vms);
            }
            case Promotion.Duplicate _ -> open.remove(endpoint.vm());
            case Promotion.Refused(String reason) -> {
                open.remove(endpoint.vm());
                refusals.add(new Refusal(endpoint.vm(), endpoint.epoch(), reason));
            }
            case Promotion.Pending _ -> open.add(endpoint.vm());
        }
    }

    public Judgement judgement() {
        return judgement;
    }

    /** With what the manifests so far taught: worth remembering over a restart. */
    public Identity identity() {
        return identity;
    }

    /** Whether the manifest that is acted on says that a large removal is meant. */
    public boolean isRemovalConfirmed() {
        return judgement.mayRemove()
                && topic.manifest().filter(Manifest::removalConfirmed).isPresent();
    }

    public Optional<DesiredEndpoint> desired(VmId vm) {
        return desired.desired(vm);
    }

    /** What was told to go, until its tombstone. */
    public Optional<Endpoint> gone(VmId vm) {
        return desired.gone(vm);
    }

    public Set<VmId> living() {
        return desired.living();
    }

    public Set<VmId> went() {
        return desired.went();
    }

    /** Whether some endpoint has this address. */
    public boolean isClaimed(Address address) {
        return desired.isClaimed(address);
    }

    /** How many endpoints are carried. */
    public int size() {
        return desired.size();
    }

    /** For people: what was read. */
    public String summary() {
        return topic.summary();
    }
}
