#pragma once

#include "views/shell/page.h"
#include "views/widgets/stateview.h"

#include <QStackedWidget>
#include <QVariantMap>

#include <optional>
#include <vector>

namespace billhook::shell {

// The pages, made on their first visit, one of them in view. A page that nobody sees reads nothing: what
// happens meanwhile is told to it in one call when it is seen again. Nobody sees any while the stack sleeps.
class PageStack final : public QStackedWidget
{
    Q_OBJECT

public:
    explicit PageStack(QWidget *parent = nullptr);

    void add(const PageEntry &entry);
    int indexOfId(const QString &id) const; // -1: none
    const PageEntry &entry(int index) const { return m_visits[static_cast<std::size_t>(index)].entry; }
    int shown() const { return m_shown; } // -1 before the first
    Page *page(int index) const
    {
        return m_visits[static_cast<std::size_t>(index)].page;
    } // nullptr until made

    // And gives it the focus, so that its keys work at once.
    void showPage(int index, Qt::FocusReason reason = Qt::OtherFocusReason);
    void setRange(const domain::RangeChoice &range);
    void applyChanges(const domain::Areas &areas);
    void refresh(); // every page
    void setAsleep(bool asleep);
    QString unsaved() const; // of the first page that would lose something

    // One cause, one message: stands in the place of every page while none can show anything.
    void setObstacle(const std::optional<widgets::StateText> &obstacle);

    // Every page's memory by its id; what is set is handed to a page when it is made.
    QVariantMap memories() const;
    void setMemories(const QVariantMap &memories) { m_memories = memories; }

Q_SIGNALS:
    void obstacleActionTriggered();

private:
    struct Visit
    {
        PageEntry entry{};
        Page *page{};
        domain::Areas areas{}; // missed
        bool refresh{ false };
        bool range{ false };
    };

    Page &made(int index);
    void raiseShown(Qt::FocusReason reason);
    void catchUp();

    std::vector<Visit> m_visits;
    QVariantMap m_memories;
    domain::RangeChoice m_range;
    widgets::StateView *m_obstacle{};
    int m_shown{ -1 };
    std::optional<widgets::StateText> m_obstacleText;
    bool m_asleep{ false };
};

} // namespace billhook::shell
