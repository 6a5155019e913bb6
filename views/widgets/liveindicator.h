#pragma once

#include <QString>
#include <QWidget>

#include <cstdint>

namespace billhook::widgets {

enum class LiveState : std::uint8_t
{
    Live,
    Late,
    Off
};

// A dot, a word and the age of what is shown: "Live · last event 3 s ago". The age comes from the caller.
class LiveIndicator final : public QWidget
{
    Q_OBJECT

public:
    explicit LiveIndicator(QWidget *parent = nullptr);

    void show(LiveState state, const QString &detail);
    using QWidget::show;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString word() const;

    LiveState m_state{ LiveState::Off };
    QString m_detail;
};

} // namespace billhook::widgets
