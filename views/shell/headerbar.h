#pragma once

#include "views/widgets/rangecontrol.h"

#include <QFrame>

class QAction;

namespace billhook::widgets {
class LiveIndicator;
class TextLabel;
} // namespace billhook::widgets

namespace billhook::shell {

// Back, Forward, the page's title, the period and how fresh the data is; 52 px.
class HeaderBar final : public QFrame
{
    Q_OBJECT

public:
    HeaderBar(QAction *back, QAction *forward, QWidget *parent = nullptr);

    void setTitle(const QString &title);
    void setRangeVisible(bool visible);

    widgets::RangeControl &range() const { return *m_range; }
    widgets::LiveIndicator &live() const { return *m_live; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    widgets::TextLabel *m_title{};
    widgets::RangeControl *m_range{};
    widgets::LiveIndicator *m_live{};
};

} // namespace billhook::shell
