package io.ipfabric.contracts.reference;

import io.ipfabric.contracts.event.AddressEvent;
import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.event.NodeReport;
import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.contracts.event.RouteIntent;
import io.ipfabric.contracts.event.RouteObservation;
import io.ipfabric.contracts.event.RouteReport;
import io.ipfabric.contracts.event.RouterConfig;
import io.ipfabric.contracts.event.TopologyEvent;
import io.ipfabric.contracts.event.VmEvent;
import io.ipfabric.contracts.event.VmLifecycleEvent;
import io.ipfabric.contracts.event.VmRejection;
import io.ipfabric.contracts.testing.Goldens.Golden;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the key of an event's record is made of its fields: {@code {vm}} is the field {@code vm}, {@code {ce_subject}} a header. */
final class RecordKeys {

    private static final Pattern FIELD = Pattern.compile("\\{(\\w+)}");

    /** The first that fits is the one. */
    private static final Map<Class<? extends FabricEvent>, String> FORMS = forms();

    private RecordKeys() {}

    private static Map<Class<? extends FabricEvent>, String> forms() {
        var forms = new LinkedHashMap<Class<? extends FabricEvent>, String>();
        forms.put(VmLifecycleEvent.class, "{ce_subject}");
        forms.put(VmRejection.class, "{subject}");
        forms.put(VmEvent.class, "{vm}");
        forms.put(AddressEvent.class, "{vm}");
        forms.put(RouteIntent.EndpointIntent.class, "{node}/{vm}");
        forms.put(RouteIntent.Manifest.class, "{node}" + RouteIntent.Manifest.KEY_SUFFIX);
        forms.put(RouteReport.class, "{vm}/{node}");
        forms.put(NodeReport.class, "{node}");
        forms.put(RouteEvent.RouteStray.class, "{address}");
        forms.put(RouteEvent.class, "{vm}");
        forms.put(RouteObservation.ReflectorSight.class, "{reflector}" + RouteObservation.ReflectorSight.KEY_SUFFIX);
        forms.put(RouteObservation.ReflectorRoute.class, "{reflector}/{prefix}");
        forms.put(TopologyEvent.ClusterTopology.class, TopologyEvent.ClusterTopology.KEY_PREFIX + "{name}");
        forms.put(TopologyEvent.NodeTopology.class, TopologyEvent.NodeTopology.KEY_PREFIX + "{name}");
        forms.put(TopologyEvent.PoolTopology.class, TopologyEvent.PoolTopology.KEY_PREFIX + "{name}");
        forms.put(RouterConfig.class, "{device}");
        return forms;
    }

    static String of(Class<? extends FabricEvent> event) {
        return FORMS.entrySet().stream()
                .filter(form -> form.getKey().isAssignableFrom(event))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("what is the key of " + event + "?"));
    }

    /** The key that a record must have by its form. */
    static String filled(String form, Golden record) {
        return FIELD.matcher(form).replaceAll(field -> Matcher.quoteReplacement(value(field.group(1), record)));
    }

    private static String value(String name, Golden record) {
        return name.startsWith("ce_")
                ? Objects.requireNonNull(record.headers().get(name))
                : record.data().path(name).asText();
    }
}
