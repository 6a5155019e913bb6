#pragma once

#include "models/domain/area.h"
#include "models/domain/result.h"
#include "services/concurrency/whendone.h"

#include <QFuture>
#include <QObject>
#include <QString>

#include <cstdint>
#include <functional>
#include <optional>
#include <utility>

namespace billhook::shell {

enum class LoadState : std::uint8_t
{
    Idle, // nothing was asked for
    Loading, // nothing to show yet
    Ready,
    Refreshing, // shown, a newer answer is on its way
    Failed // what was shown before stays
};

// A value that a page shows: read from somewhere, with its state, its error and the areas whose changes make
// it stale. One read is under way at a time; what is asked for meanwhile is read once more afterwards.
// Answers to what is no longer wanted are dropped. Lives and dies with its owner, in the owner's thread.
template <typename T> class Loaded final
{
public:
    using Read = std::function<QFuture<domain::Result<T>>()>;

    // `changed` is called after every change of value or state.
    Loaded(QObject *owner, domain::Areas areas, std::function<void()> changed)
        : m_owner(owner)
        , m_areas(areas)
        , m_changed(std::move(changed))
    { }
    Loaded(const Loaded &) = delete;
    Loaded &operator=(const Loaded &) = delete;
    ~Loaded() = default;

    const std::optional<T> &value() const { return m_value; }
    LoadState state() const { return m_state; }
    QString error() const { return m_error; } // for people; empty unless the last read failed
    bool settled() const { return !m_reading; }

    // Another thing from now on: what was shown goes.
    void load(Read read)
    {
        ++m_generation;
        m_read = std::move(read);
        m_value.reset();
        m_reading = false;
        reload();
    }
    void clear()
    {
        ++m_generation;
        m_read = nullptr;
        m_value.reset();
        m_reading = false;
        m_again = false;
        setState(LoadState::Idle);
    }
    // The same thing again.
    void reload()
    {
        if (!m_read) {
            return;
        }
        if (m_reading) {
            m_again = true;
            return;
        }
        m_reading = true;
        m_again = false;
        setState(m_value ? LoadState::Refreshing : LoadState::Loading);
        concurrency::whenDone(m_read(), m_owner, [this, generation = m_generation](domain::Result<T> result) {
            if (generation == m_generation) {
                take(std::move(result));
            }
        });
    }
    void applyChanges(const domain::Areas &areas)
    {
        if (areas.intersects(m_areas) || m_state == LoadState::Failed) {
            reload();
        }
    }

private:
    void take(domain::Result<T> result)
    {
        m_reading = false;
        m_error = result ? QString() : QString::fromStdString(result.error().message);
        const LoadState state = result ? LoadState::Ready : LoadState::Failed;
        if (result) {
            m_value = std::move(result).value();
        }
        if (m_again) {
            reload();
        } else {
            setState(state);
        }
    }
    void setState(LoadState state)
    {
        m_state = state;
        m_changed();
    }

    QObject *m_owner;
    domain::Areas m_areas;
    std::function<void()> m_changed;
    Read m_read;
    std::optional<T> m_value;
    QString m_error;
    LoadState m_state = LoadState::Idle;
    int m_generation = 0;
    bool m_reading = false;
    bool m_again = false;
};

} // namespace billhook::shell
