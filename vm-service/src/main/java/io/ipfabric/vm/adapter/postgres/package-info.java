/** The stores on PostgreSQL, by Hibernate Reactive. */
@NullMarked
package io.ipfabric.vm.adapter.postgres;

import org.jspecify.annotations.NullMarked;
