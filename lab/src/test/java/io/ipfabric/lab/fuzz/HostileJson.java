package io.ipfabric.lab.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** A document that would be understood, with something wrong in it: in a value, in the structure, in the syntax or in the bytes. */
final class HostileJson {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int DEEP = 3_000;
    private static final Pattern HOLE = Pattern.compile("\"deep:([0-9]+)\"");

    private HostileJson() {}

    /** @param template an object that is right */
    static byte[] of(JsonNode template, RandomGenerator random) {
        ObjectNode document = template.deepCopy();
        int wrong = 1 + random.nextInt(2);
        for (int i = 0; i < wrong; i++) {
            spoil(document, random);
        }
        var text = dug(document.toString());
        return switch (random.nextInt(10)) {
            case 0 -> bytes(text.substring(0, random.nextInt(text.length())));
            case 1 -> bytes(text + HostileText.any(random));
            case 2 -> bytes(dug(twice(document, random)));
            case 3 -> flipped(bytes(text), random);
            default -> bytes(text);
        };
    }

    private static void spoil(ObjectNode document, RandomGenerator random) {
        var names = new ArrayList<>(
                document.properties().stream().map(Map.Entry::getKey).toList());
        var name = names.isEmpty() ? "x" : Seed.oneOf(random, names);
        switch (random.nextInt(5)) {
            case 0 -> document.remove(name);
            case 1 -> document.set(HostileText.any(random), value(random));
            case 2 -> {
                if (document.path(name) instanceof ObjectNode inner) {
                    spoil(inner, random);
                } else if (document.path(name) instanceof ArrayNode array) {
                    array.add(value(random));
                } else {
                    document.put(name, HostileText.any(random));
                }
            }
            default -> document.set(name, value(random));
        }
    }

    private static JsonNode value(RandomGenerator random) {
        return switch (random.nextInt(12)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(random.nextBoolean());
            case 2 -> NODES.numberNode(random.nextLong());
            case 3 -> NODES.numberNode(random.nextDouble());
            case 4 -> NODES.numberNode(BigInteger.TEN.pow(random.nextInt(1_000)));
            case 5 -> NODES.arrayNode();
            case 6 -> NODES.objectNode();
            case 7 -> NODES.objectNode().set(HostileText.any(random), value(random));
            case 8 -> NODES.arrayNode().add(value(random)).add(value(random));
            case 9 -> deep(random);
            default -> NODES.textNode(HostileText.any(random));
        };
    }

    /** Stands for arrays in arrays, of which Jackson writes a thousand at most. */
    private static JsonNode deep(RandomGenerator random) {
        return NODES.textNode("deep:" + random.nextInt(DEEP));
    }

    private static String dug(String text) {
        return HOLE.matcher(text).replaceAll(hole -> {
            int depth = Integer.parseInt(hole.group(1));
            return "[".repeat(depth) + 1 + "]".repeat(depth);
        });
    }

    /** A name that is there twice, which JSON does not forbid and each program understands in its own way. */
    private static String twice(ObjectNode document, RandomGenerator random) {
        var fields = List.copyOf(document.properties());
        if (fields.isEmpty()) {
            return "{\"x\":1,\"x\":2}";
        }
        var again = Seed.oneOf(random, fields);
        var text = document.toString();
        return text.substring(0, text.length() - 1) + ",\"" + again.getKey() + "\":" + again.getValue() + "}";
    }

    static byte[] flipped(byte[] bytes, RandomGenerator random) {
        int flips = 1 + random.nextInt(8);
        for (int i = 0; i < flips && bytes.length > 0; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
