#pragma once

namespace billhook::domain {

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic" // not ISO C++; both compilers have it

/** For intermediates only: a product of two int64 always fits. */
using Int128 = __int128;

#pragma GCC diagnostic pop

} // namespace billhook::domain
