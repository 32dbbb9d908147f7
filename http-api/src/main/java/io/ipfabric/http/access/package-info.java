/** Who may do what: every request names its caller by a token, and every endpoint has the role that it needs. */
@NullMarked
package io.ipfabric.http.access;

import org.jspecify.annotations.NullMarked;
