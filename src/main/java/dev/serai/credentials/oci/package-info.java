/**
 * What authenticates to Oracle Cloud Infrastructure: the key of a user or a session from {@code ~/.oci/config}, or the
 * session of the instance or workload that the gateway runs on. No part of Oracle's SDK.
 */
@NullMarked
package dev.serai.credentials.oci;

import org.jspecify.annotations.NullMarked;
