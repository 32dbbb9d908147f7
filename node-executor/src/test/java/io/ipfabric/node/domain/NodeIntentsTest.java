package io.ipfabric.node.domain;

import static io.ipfabric.node.domain.Samples.announce;
import static io.ipfabric.node.domain.Samples.ipv4;
import static io.ipfabric.node.domain.Samples.manifest;
import static io.ipfabric.node.domain.Samples.remove;
import static io.ipfabric.node.domain.Samples.vm;
import static io.ipfabric.node.domain.Samples.withdraw;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.RouteIntent.Announce;
import io.ipfabric.contracts.event.RouteIntent.EndpointIntent;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.node.domain.NodeIntents.Change;
import io.ipfabric.node.domain.NodeIntents.Refusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeIntentsTest {

    private final NodeIntents intents = new NodeIntents(Samples.IDENTITY);

    private void read(EndpointIntent... records) {
        intents.begin();
        Arrays.stream(records).forEach(intents::accept);
    }

    private static List<Endpoint> endpoints(EndpointIntent... records) {
        return Arrays.stream(records).map(EndpointIntent::endpoint).toList();
    }

    /** The node carries these VMs, at epoch 10 and manifest 1. */
    private void carrying(int... numbers) {
        var records = IntStream.of(numbers).mapToObj(n -> announce(n, 10)).toArray(EndpointIntent[]::new);
        read(records);
        intents.accept(manifest(1, endpoints(records)));
        intents.complete();
    }

    @Test
    void nothingIsCarriedBeforeThePartitionWasReadToItsEnd() {
        intents.begin();
        intents.accept(announce(1, 10));
        var change = intents.accept(manifest(1, endpoints(announce(1, 10))));

        assertThat(change).isEqualTo(Change.NONE);
        assertThat(intents.desired(vm(1))).isEmpty();
    }

    @Test
    void nothingIsCarriedWithoutAManifest() {
        read(announce(1, 10));

        assertThat(intents.complete().touched()).isEmpty();
        assertThat(intents.judgement()).isInstanceOf(Judgement.Waiting.class);
    }

    @Test
    void theManifestThatComesLaterLetsEverythingBeCarried() {
        read(announce(1, 10), announce(2, 11));
        intents.complete();

        var change = intents.accept(manifest(1, endpoints(announce(1, 10), announce(2, 11))));

        assertThat(change.touched()).containsExactlyInAnyOrder(vm(1), vm(2));
        assertThat(intents.living()).containsExactlyInAnyOrder(vm(1), vm(2));
    }

    @Test
    void anAnnouncementIsCarriedBeforeItsManifestComes() {
        carrying(1);

        var change = intents.accept(announce(2, 20));

        assertThat(change.touched()).containsExactly(vm(2));
    }

    @Test
    void aWithdrawalWaitsForItsManifest() {
        carrying(1);

        assertThat(intents.accept(withdraw(1, 20)).touched()).isEmpty();
        assertThat(forwarding(1)).isEqualTo(new Forwarding.Local());

        assertThat(intents.accept(manifest(2, endpoints(withdraw(1, 20)))).touched())
                .containsExactly(vm(1));
        assertThat(forwarding(1)).isEqualTo(new Forwarding.None());
    }

    private Forwarding forwarding(int number) {
        return intents.desired(vm(number)).orElseThrow().endpoint().forwarding();
    }

    @Test
    void aRemovalWaitsForItsManifestAndIsRememberedUntilItsTombstone() {
        carrying(1, 2);
        intents.accept(remove(1, 20));
        intents.accept(manifest(2, endpoints(announce(2, 10))));

        assertThat(intents.desired(vm(1))).isEmpty();
        assertThat(intents.gone(vm(1)).orElseThrow().epoch().value()).isEqualTo(20);

        assertThat(intents.drop(vm(1)).forgotten()).containsExactly(vm(1));
        assertThat(intents.gone(vm(1))).isEmpty();
    }

    @Test
    void silenceIsAWithdrawalToo() {
        carrying(1);
        var silent = new Announce(Samples.endpoint(1, 20, new Forwarding.Local(), new Announcement.Silent()));

        assertThat(intents.accept(silent).touched()).isEmpty();
        assertThat(intents.accept(manifest(2, endpoints(silent))).touched()).containsExactly(vm(1));
    }

    @Test
    void anotherClassIsNoWithdrawal() {
        carrying(1);
        var standby = new Announce(Samples.endpoint(1, 20, new Forwarding.Local(), new Announcement.Standby()));

        assertThat(intents.accept(standby).touched()).containsExactly(vm(1));
    }

    @Test
    void anAddressLessIsAWithdrawal() {
        carrying(1);
        var fewer = new Announce(Samples.withAddresses(announce(1, 20).endpoint(), 1, ipv4(1)));

        assertThat(intents.accept(fewer).touched()).isEmpty();
        assertThat(intents.accept(manifest(2, endpoints(fewer))).touched()).containsExactly(vm(1));
    }

    @Test
    void anEqualEpochIsADuplicate() {
        carrying(1);

        assertThat(intents.accept(announce(1, 10))).isEqualTo(Change.NONE);
    }

    @Test
    void aLowerEpochIsRefused() {
        carrying(1);

        var change = intents.accept(announce(1, 9));

        assertThat(change.touched()).isEmpty();
        assertThat(change.refusals()).extracting(Refusal::vm).containsExactly(vm(1));
    }

    @Test
    void aLowerEpochIsRefusedAfterARemovalToo() {
        carrying(1, 2);
        intents.accept(remove(1, 20));
        intents.accept(manifest(2, endpoints(announce(2, 10))));

        assertThat(intents.accept(announce(1, 19)).refusals()).hasSize(1);
        assertThat(intents.desired(vm(1))).isEmpty();
    }

    /** The matching manifest is the one over what was before: it allows nothing more. */
    @ParameterizedTest
    @CsvSource({"SILENT, false", "STANDBY, false", "NORMAL, true", "PREFERRED, true"})
    void aRedirectTakesAwayOnlyWithItsAnnouncement(String announcement, boolean atOnce) {
        carrying(1);
        var via = new Forwarding.Via(NodeName.of("node2"));

        intents.accept(new Announce(Samples.endpoint(1, 20, via, announcement(announcement))));

        assertThat(forwarding(1).equals(via)).isEqualTo(atOnce);
        intents.accept(manifest(2, endpoints(announce(1, 20))));
        assertThat(forwarding(1)).isEqualTo(via);
    }

    private static Announcement announcement(String kind) {
        return switch (kind) {
            case "SILENT" -> new Announcement.Silent();
            case "STANDBY" -> new Announcement.Standby();
            case "NORMAL" -> new Announcement.Normal();
            default -> new Announcement.Preferred(1);
        };
    }

    @Test
    void anEmptyTopicTakesNothingAway() {
        carrying(1, 2);

        read();

        assertThat(intents.complete()).isEqualTo(Change.NONE);
        assertThat(intents.living()).containsExactlyInAnyOrder(vm(1), vm(2));
    }

    @Test
    void aRestoredTopicTakesNothingAway() {
        carrying(1, 2);
        intents.accept(announce(3, 20));
        intents.accept(manifest(5, endpoints(announce(1, 10), announce(2, 10), announce(3, 20))));

        read(announce(1, 10));
        intents.accept(manifest(1, endpoints(announce(1, 10))));
        intents.complete();

        assertThat(intents.judgement()).isInstanceOf(Judgement.AddOnly.class);
        assertThat(intents.living()).containsExactlyInAnyOrder(vm(1), vm(2), vm(3));
    }

    @Test
    void aMissingRecordIsARemovalUnderAManifestThatMatches() {
        carrying(1, 2);

        read(announce(2, 10));
        intents.accept(manifest(2, endpoints(announce(2, 10))));
        var change = intents.complete();

        assertThat(change.touched()).containsExactly(vm(1));
        assertThat(intents.living()).containsExactly(vm(2));
    }

    @Test
    void aLargeRemovalNeedsToBeConfirmed() {
        carrying(IntStream.rangeClosed(1, 12).toArray());
        var left = endpoints(announce(12, 10));

        read(announce(12, 10));
        intents.accept(manifest(2, left));
        intents.complete();
        assertThat(intents.living()).hasSize(12);

        intents.accept(manifest(3, left, true));
        assertThat(intents.living()).containsExactly(vm(12));
    }

    /** What a node finds that was cut off while 15 of its 20 VMs were removed: the records, and only the last manifest. */
    private void readsFifteenRemovals(long generation, boolean confirmed) {
        read(IntStream.rangeClosed(1, 20)
                .mapToObj(n -> n <= 15 ? remove(n, 20 + n) : announce(n, 10))
                .toArray(EndpointIntent[]::new));
        intents.accept(manifest(generation, left(), confirmed));
        intents.complete();
    }

    private static List<Endpoint> left() {
        return endpoints(
                IntStream.rangeClosed(16, 20).mapToObj(n -> announce(n, 10)).toArray(EndpointIntent[]::new));
    }

    @Test
    void manyRemovalsThatAreConfirmedAreCarriedAtOnceAndNoLaterManifestCallsThemBack() {
        carrying(IntStream.rangeClosed(1, 20).toArray());

        readsFifteenRemovals(40, true);
        assertThat(intents.living()).hasSize(5);
        assertThat(intents.went()).hasSize(15);

        intents.accept(manifest(41, left(), false));
        assertThat(intents.judgement()).isEqualTo(new Judgement.Full(41));
        assertThat(intents.went()).hasSize(15);
    }

    @Test
    void removalsThatWaitForAnObstacleAreConfirmedByTheNewestManifest() {
        carrying(IntStream.rangeClosed(1, 20).toArray());
        intents.obstruct("the underlay is down");
        var present = new ArrayList<>(endpoints(
                IntStream.rangeClosed(1, 20).mapToObj(n -> announce(n, 10)).toArray(EndpointIntent[]::new)));
        for (int n = 1; n <= 15; n++) {
            intents.accept(remove(n, 20 + n));
            present.removeFirst();
            intents.accept(manifest(1 + n, present, n > 10));
        }
        assertThat(intents.living()).hasSize(20);

        intents.obstruct(null);

        assertThat(intents.living()).hasSize(5);
    }

    @Test
    void manyRemovalsWithoutTheMarkWaitForIt() {
        carrying(IntStream.rangeClosed(1, 20).toArray());

        readsFifteenRemovals(40, false);
        intents.accept(manifest(41, left(), false));
        assertThat(intents.living()).hasSize(20);

        intents.accept(manifest(42, left(), true));
        assertThat(intents.living()).hasSize(5);
    }

    /** Beside additions that are not carried yet the removals look like more than they are: the next look, at the latest the audit's, sees both. */
    @Test
    void additionsThatComeWithRemovalsCountAtTheNextLook() {
        carrying(IntStream.rangeClosed(1, 50).toArray());
        var left = IntStream.rangeClosed(13, 100).mapToObj(n -> announce(n, 10)).toArray(EndpointIntent[]::new);
        read(left);
        IntStream.rangeClosed(1, 12).forEach(n -> intents.accept(remove(n, 200 + n)));
        intents.accept(manifest(90, endpoints(left), false));
        intents.complete();
        assertThat(intents.living()).hasSize(100);

        intents.obstruct(null);

        assertThat(intents.living()).hasSize(88);
    }

    @Test
    void ofTwoVmsWithOneAddressTheLaterAllocationHasIt() {
        carrying(1, 2);
        var newer = new Announce(Samples.withAddresses(announce(3, 20).endpoint(), 99, ipv4(1), ipv4(3)));

        var change = intents.accept(newer);

        assertThat(change.touched()).containsExactlyInAnyOrder(vm(1), vm(3));
        assertThat(intents.desired(vm(3)).orElseThrow().addresses()).containsExactly(ipv4(1), ipv4(3));
        var older = intents.desired(vm(1)).orElseThrow();
        assertThat(older.addresses()).containsExactly(Samples.ipv6(1));
        assertThat(older.problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("203.0.113.1", "vm-3"));
    }

    @Test
    void theAddressComesBackWhenTheLaterOwnerGoes() {
        carrying(1, 2);
        var newer = new Announce(Samples.withAddresses(announce(3, 20).endpoint(), 99, ipv4(1)));
        intents.accept(newer);
        intents.accept(remove(3, 21));

        var change = intents.accept(manifest(2, endpoints(announce(1, 10), announce(2, 10))));

        assertThat(change.touched()).contains(vm(1), vm(3));
        assertThat(intents.desired(vm(1)).orElseThrow().problem()).isEmpty();
    }

    @Test
    void anObstacleKeepsWhatIsCarriedAndTakesNothingNew() {
        carrying(1);
        intents.obstruct("a clone");

        assertThat(intents.accept(announce(2, 20))).isEqualTo(Change.NONE);
        assertThat(intents.living()).containsExactly(vm(1));

        var change = intents.obstruct(null);
        assertThat(change.touched()).containsExactly(vm(2));
    }

    @Test
    void readingInAnyOrderOrTwiceCarriesTheSame() {
        var records = new ArrayList<EndpointIntent>(List.of(announce(1, 10), announce(2, 11), withdraw(3, 12)));
        var manifest = manifest(1, endpoints(records.toArray(EndpointIntent[]::new)));
        for (var order : List.of(records, records.reversed())) {
            var twice = new NodeIntents(Samples.IDENTITY);
            for (int i = 0; i < 2; i++) {
                twice.begin();
                order.forEach(twice::accept);
                order.forEach(twice::accept);
                twice.accept(manifest);
                twice.complete();
            }
            assertThat(twice.living()).containsExactlyInAnyOrder(vm(1), vm(2), vm(3));
            assertThat(twice.judgement()).isEqualTo(new Judgement.Full(1));
        }
    }
}
