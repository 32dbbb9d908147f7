/** The one way to speak HTTP: RFC 9457 problems, strict JSON, limits. A service throws {@link io.ipfabric.http.ProblemException} and binds bodies to records. */
@NullMarked
package io.ipfabric.http;

import org.jspecify.annotations.NullMarked;
