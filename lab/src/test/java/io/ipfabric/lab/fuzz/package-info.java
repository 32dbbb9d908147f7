/** What the lab's services are sent that no client should send: made of a seed, so that what broke can be sent again. */
@NullMarked
package io.ipfabric.lab.fuzz;

import org.jspecify.annotations.NullMarked;
