package io.ipfabric.lab.scenario;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** A scenario in the one lab. Needs root, and the packages of {@code lab/packages.txt}. */
@Tag("lab")
@ExtendWith(LabExtension.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface InLab {

    /** Whether the lab is whole when a test begins; else it is as the last test left it. */
    boolean up() default true;

    /** Options of {@code up}. A lab that came up with others is taken down first. */
    String[] with() default {};
}
