/** The fabric's promises with packets: one lab for all scenarios, brought up and taken down as a user does it. */
@NullMarked
package io.ipfabric.lab.scenario;

import org.jspecify.annotations.NullMarked;
