#pragma once

namespace billhook::domain {

/** For intermediates only: a product of two int64 always fits. Not ISO C++, hence the marker for -Wpedantic.
 */
__extension__ typedef __int128 Int128; // NOLINT(modernize-use-using): __extension__ takes a declaration

} // namespace billhook::domain
