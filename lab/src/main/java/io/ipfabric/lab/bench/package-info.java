/** What the fabric costs in time, measured against what FRR alone costs in the same run. */
@NullMarked
package io.ipfabric.lab.bench;

import org.jspecify.annotations.NullMarked;
