package io.ipfabric.vm.adapter.postgres;

import io.ipfabric.contracts.value.VmId;
import io.ipfabric.outbox.Notifications;
import io.ipfabric.vm.application.VmChanges;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/** Hears of every change of a VM that any replica committed: function {@code tell_vm_events} notifies of it. */
@ApplicationScoped
class VmChangeListener {

    private static final String CHANNEL = "vm_event";

    private final Notifications notifications;
    private final VmChanges changes;

    @Inject
    VmChangeListener(Notifications notifications, VmChanges changes) {
        this.notifications = notifications;
        this.changes = changes;
    }

    void start(@Observes @Priority(100) StartupEvent event) {
        notifications.listen(CHANNEL, vm -> changes.changed(VmId.of(vm)), changes::changed);
    }
}
