package io.ipfabric.lab.scenario;

import java.util.Comparator;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;

/**
 * Scenarios that want the same lab follow one another, because it takes about a minute to bring one up: first those that begin without one, then
 * those of the usual one. JUnit knows of this by {@code junit-platform.properties}.
 */
final class LabOrder implements ClassOrderer {

    @Override
    public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors().sort(Comparator.comparing(LabOrder::lab).thenComparing(test -> test.getTestClass()
                .getName()));
    }

    private static String lab(ClassDescriptor test) {
        return test.findAnnotation(InLab.class)
                .map(inLab -> inLab.up() ? "with " + String.join(" ", inLab.with()) : "")
                .orElse("");
    }
}
