/** Programs that outlive the command that started them, and those that are only run. */
@NullMarked
package io.ipfabric.lab.process;

import org.jspecify.annotations.NullMarked;
