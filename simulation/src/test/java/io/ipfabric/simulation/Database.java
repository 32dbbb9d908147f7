package io.ipfabric.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A service's tables. What was changed since the last commit can be undone, as by a crash. */
final class Database {

    private final List<Runnable> undo = new ArrayList<>();

    <K extends Comparable<? super K>, V> Table<K, V> table() {
        return new Table<>();
    }

    void commit() {
        undo.clear();
    }

    void rollBack() {
        for (var change : undo.reversed()) {
            change.run();
        }
        undo.clear();
    }

    final class Table<K extends Comparable<? super K>, V> {

        private final TreeMap<K, V> rows = new TreeMap<>();

        Optional<V> find(K key) {
            return Optional.ofNullable(rows.get(key));
        }

        void put(K key, V value) {
            var before = rows.put(key, value);
            undo.add(() -> {
                if (before == null) {
                    rows.remove(key);
                } else {
                    rows.put(key, before);
                }
            });
        }

        void remove(K key) {
            var before = rows.remove(key);
            if (before != null) {
                undo.add(() -> rows.put(key, before));
            }
        }

        /** A copy in the order of the keys. */
        List<K> keys() {
            return List.copyOf(rows.keySet());
        }

        /** A copy in the order of the keys. */
        List<V> values() {
            return List.copyOf(rows.values());
        }

        boolean isEmpty() {
            return rows.isEmpty();
        }
    }
}
