package io.ipfabric.routing.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ipfabric.contracts.codec.WireRecord;
import io.ipfabric.contracts.event.AddressEvent.AddressesAllocated;
import io.ipfabric.contracts.event.AddressEvent.AddressesReleased;
import io.ipfabric.contracts.event.RouteIntent;
import io.ipfabric.contracts.event.VmEvent.VmDeleted;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.outbox.BlockingTransaction;
import io.ipfabric.outbox.testing.FabricBackends;
import io.ipfabric.outbox.testing.TopicReader;
import io.ipfabric.outbox.testing.TopicWriter;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Of an endpoint that went the last intent stays for a week. */
@QuarkusTest
@WithTestResource(FabricBackends.class)
class TombstonesTest {

    @Inject
    Tombstones tombstones;

    @Inject
    IntentRecovery recovery;

    @Inject
    BlockingTransaction transaction;

    private final SpokenFabric fabric = new SpokenFabric("198.51.100.9");
    private final TopicWriter writer = new TopicWriter();

    @AfterEach
    void close() {
        writer.close();
    }

    @Test
    void the_last_intent_of_an_endpoint_that_went_a_week_ago_is_taken_away() throws Throwable {
        goes(1);
        take();
        assertThat(isRemembered()).as("it went just now").isTrue();

        daysPass(7);
        take();
        take();

        var records = records(3);
        assertThat(records).extracting(WireRecord::isTombstone).containsExactly(false, false, true);
        assertThat(records)
                .extracting(WireRecord::partition)
                .containsOnly(records.getFirst().partition());
    }

    @Test
    void of_a_vm_that_came_back_nothing_is_taken_away_until_it_went_once_more() throws Throwable {
        goes(1);
        comes(2);
        daysPass(7);
        take();
        assertThat(isRemembered()).as("for another week").isTrue();

        leaves(2);
        daysPass(7);
        take();

        assertThat(records(5)).extracting(WireRecord::isTombstone).containsExactly(false, false, false, false, true);
    }

    @Test
    void what_a_restored_dump_knows_as_removed_waits_for_a_week_of_its_own() {
        goes(1);
        daysPass(6);
        recovery.check();
        assertThat(isRemembered()).as("no dump was restored").isFalse();

        olderDumpIsRestored();
        recovery.check();

        assertThat(isRemembered()).isTrue();
    }

    private void goes(int life) {
        comes(life);
        leaves(life);
    }

    private void comes(int life) {
        if (life == 1) {
            fabric.introduceNode(writer, 0);
        }
        writer.write(new AddressesAllocated(fabric.vm, Generation.of(life), List.of(fabric.address)));
        writer.write(fabric.created(life));
        var told = fabric.intents(RouteIntent.Announce.class, life).getLast().endpoint();
        writer.write(fabric.report(fabric.instance, told.epoch(), true));
    }

    private void leaves(int life) {
        writer.write(new VmDeleted(fabric.vm, Generation.of(life)));
        var told = fabric.intents(RouteIntent.Remove.class, life).getLast().endpoint();
        writer.write(fabric.report(fabric.instance, told.epoch(), false));
        writer.write(new AddressesReleased(fabric.vm, Generation.of(life), List.of(fabric.address)));
        await().atMost(SpokenFabric.PATIENCE).until(() -> !is("vm_routing where vm = ?1 and nodes <> '{}'"));
    }

    private boolean isRemembered() {
        return is("removed_endpoint where vm = ?1 and since > clock_timestamp() - interval '1 day'");
    }

    private boolean is(String row) {
        return transaction.run(
                session -> session.createNativeQuery("select exists (select from " + row + ")", Boolean.class)
                        .setParameter(1, fabric.vm.value())
                        .getSingleResult());
    }

    private void daysPass(int days) {
        transaction.run(session -> session.createNativeQuery(
                        "update removed_endpoint set since = since - ?2 * interval '1 day' where vm = ?1")
                .setParameter(1, fabric.vm.value())
                .setParameter(2, days)
                .executeUpdate());
    }

    private void olderDumpIsRestored() {
        transaction.run(session -> session.createNativeQuery("select setval('epoch', 1, false)", Long.class)
                .getSingleResult());
    }

    private void take() throws Throwable {
        VertxContextSupport.subscribeAndAwait(tombstones::take);
    }

    private List<WireRecord> records(int wanted) {
        try (var reader = TopicReader.of(Topic.ROUTE_INTENTS)) {
            return reader.readOf(fabric.node + "/" + fabric.vm, wanted, SpokenFabric.PATIENCE);
        }
    }
}
