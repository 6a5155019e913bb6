#pragma once

#include <boost/asio/buffer.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace billhook::http {

/** Bytes received and not yet used: grows from 4 KiB, never beyond 64 KiB. */
class InputBuffer final
{
public:
    std::string_view view() const { return { m_bytes.data() + m_begin, m_end - m_begin }; }
    bool empty() const { return m_begin == m_end; }
    boost::asio::mutable_buffer prepare(); ///< room for more; empty when the limit is reached
    void commit(std::size_t bytes) { m_end += bytes; }
    void consume(std::size_t bytes) { m_begin += bytes; }
    void shrink(); ///< gives back what an unusually long head took, once nothing is left of it

private:
    std::string m_bytes;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
};

} // namespace billhook::http
