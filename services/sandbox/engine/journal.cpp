#include "services/sandbox/engine/journal.h"

#include <QCryptographicHash>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string_view>
#include <utility>

namespace billhook::sandbox {

namespace {

constexpr std::size_t checkLength = 16;

std::string checkOf(std::string_view text)
{
    const auto bytes = QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size()));
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256)
        .toHex()
        .toStdString()
        .substr(0, checkLength);
}

std::string lineOf(const std::string &text)
{
    return checkOf(text) + " " + text + "\n";
}

/** The text of a line without its end; nothing when it is not whole. */
std::optional<std::string> textOf(const std::string &line)
{
    if (line.size() <= checkLength || line[checkLength] != ' ') {
        return std::nullopt;
    }
    auto text = line.substr(checkLength + 1);
    return line.starts_with(checkOf(text)) ? std::optional<std::string>(std::move(text)) : std::nullopt;
}

domain::Error diskError(const std::string &what, const std::string &path)
{
    const std::string reason = std::strerror(errno);
    return { domain::ErrorKind::Internal, "state_unusable", "can't " + what + " " + path + ": " + reason,
        reason };
}

bool writeAll(int file, std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR) {
            return false;
        }
        bytes.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
    }
    return true;
}

bool syncFolder(const std::string &folder)
{
    const int handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = handle >= 0 && ::fsync(handle) == 0;
    if (handle >= 0) {
        ::close(handle);
    }
    return synced;
}

} // namespace

Journal::~Journal()
{
    for (const int handle : { m_file, m_lock }) {
        if (handle >= 0) {
            ::close(handle);
        }
    }
}

domain::Result<void> Journal::open(const std::string &folder, const Line &line)
{
    m_folder = folder;
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    const auto lockPath = folder + "/lock";
    m_lock = ::open(lockPath.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (m_lock < 0) {
        return diskError("open", lockPath);
    }
    if (::flock(m_lock, LOCK_EX | LOCK_NB) != 0) {
        return domain::Error{ domain::ErrorKind::Configuration, "state_in_use",
            folder + " is used by another sandbox; stop it or give another folder", "" };
    }
    if (auto done = read(line); !done) {
        return done;
    }
    m_file = ::open(path().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    return m_file >= 0 && syncFolder(m_folder) ? domain::Result<void>() : diskError("open", path());
}

domain::Result<void> Journal::read(const Line &line)
{
    std::ifstream file(path(), std::ios::binary);
    std::string raw;
    std::size_t good = 0;
    bool broken = false;
    while (std::getline(file, raw)) {
        const auto text = file.eof() ? std::nullopt : textOf(raw); // a line without its end was cut off
        if (text && !broken && line(*text)) {
            good += raw.size() + 1;
            continue;
        }
        if (text) {
            return domain::Error{ domain::ErrorKind::Configuration, "state_damaged",
                path() + " is damaged after byte " + std::to_string(good)
                    + "; restore it from a copy, or move it away to begin anew",
                "" };
        }
        broken = true;
    }
    file.close();
    m_size = good;
    if (broken && ::truncate(path().c_str(), static_cast<off_t>(good)) != 0) {
        return diskError("cut", path());
    }
    return {};
}

domain::Result<void> Journal::append(const std::string &text, Sync sync)
{
    const auto line = lineOf(text);
    const bool kept = writeAll(m_file, line) && (sync == Sync::Later || ::fdatasync(m_file) == 0);
    if (kept) {
        m_size += line.size();
        return {};
    }
    auto error = diskError("write", path());
    if (::ftruncate(m_file, static_cast<off_t>(m_size)) != 0) { // what is refused must not come back
        error.detail += "; and could not take it back";
    }
    return error;
}

domain::Result<void> Journal::rewrite(
    const std::function<void(const std::function<void(const std::string &)> &)> &write)
{
    const auto fresh = path() + ".new";
    const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0) {
        return diskError("open", fresh);
    }
    std::size_t size = 0;
    bool good = true;
    write([&](const std::string &text) {
        const auto line = lineOf(text);
        good = good && writeAll(file, line);
        size += line.size();
    });
    if (!good || ::fsync(file) != 0 || ::rename(fresh.c_str(), path().c_str()) != 0) {
        auto error = diskError("write", fresh);
        ::close(file);
        return error;
    }
    ::close(std::exchange(m_file, file));
    m_size = size;
    return syncFolder(m_folder) ? domain::Result<void>() : diskError("keep", path());
}

} // namespace billhook::sandbox
