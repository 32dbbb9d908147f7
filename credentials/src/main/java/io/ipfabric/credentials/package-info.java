/** Tokens: who signs them, who accepts them, which roles they carry. */
@NullMarked
package io.ipfabric.credentials;

import org.jspecify.annotations.NullMarked;
