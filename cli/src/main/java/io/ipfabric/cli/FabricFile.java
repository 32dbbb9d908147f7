package io.ipfabric.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A fabric in a file: clusters with their devices, and pools, each object as the HTTP API takes it.
 *
 * @param resources in the order in which they can be made: a cluster before its devices, all of these before pools
 */
record FabricFile(List<Resource> resources) {

    private static final String CLUSTERS = "clusters";
    private static final String POOLS = "pools";

    /** Parts of a cluster that are resources of their own, by the names of the API; reflectors first, as the others name them. */
    private static final List<String> DEVICES = List.of("reflectors", "core-gateways", "nodes");

    FabricFile {
        resources = List.copyOf(resources);
    }

    /** Who keeps a resource. */
    enum Owner {
        GATEWAY,
        IPAM
    }

    /**
     * What is to be there.
     *
     * @param collection path of the API, e.g. {@code /v1/clusters/lab/nodes}
     * @param body with its {@code name}
     */
    record Resource(Owner owner, String collection, ObjectNode body) {

        String path() {
            return collection + "/" + Api.encoded(body.path("name").asText());
        }
    }

    /** @throws IllegalArgumentException if it is no such file; it says what of it is wrong */
    static FabricFile read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (JacksonException e) {
            throw new IllegalArgumentException(file + " is no JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    static FabricFile parse(String text) throws JacksonException {
        var root = object("the file", Api.MAPPER.readTree(text));
        requireOnly("the file", root, Set.of(CLUSTERS, POOLS));
        var resources = new ArrayList<Resource>();
        for (var cluster : list(CLUSTERS, root.path(CLUSTERS))) {
            var settings = cluster.deepCopy();
            settings.remove(DEVICES);
            var made = new Resource(Owner.GATEWAY, "/v1/clusters", settings);
            resources.add(made);
            for (var kind : DEVICES) {
                list(kind, cluster.path(kind))
                        .forEach(
                                device -> resources.add(new Resource(Owner.GATEWAY, made.path() + "/" + kind, device)));
            }
        }
        list(POOLS, root.path(POOLS)).forEach(pool -> resources.add(new Resource(Owner.IPAM, "/v1/pools", pool)));
        return new FabricFile(resources);
    }

    /** The objects of an optional list. */
    private static List<ObjectNode> list(String name, JsonNode list) {
        if (list.isMissingNode()) {
            return List.of();
        }
        if (!list.isArray()) {
            throw new IllegalArgumentException("\"" + name + "\" is a list");
        }
        var objects = new ArrayList<ObjectNode>();
        for (var element : list) {
            var object = object("an element of \"" + name + "\"", element);
            if (!object.path("name").isTextual() || object.path("name").asText().isEmpty()) {
                throw new IllegalArgumentException("each element of \"" + name + "\" has a \"name\"");
            }
            objects.add(object);
        }
        return objects;
    }

    private static ObjectNode object(String what, JsonNode node) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalArgumentException(what + " is a JSON object");
    }

    /** Else a misspelt list would be passed over. What is in the objects is for the services to judge. */
    private static void requireOnly(String what, ObjectNode object, Set<String> known) {
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(what + " has \"" + name + "\"; there are only "
                        + String.join(" and ", known.stream().sorted().toList()));
            }
        });
    }
}
