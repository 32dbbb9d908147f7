/** Tests of the deciders: tables, examples, properties. */
@NullMarked
package io.ipfabric.ipam.domain;

import org.jspecify.annotations.NullMarked;
