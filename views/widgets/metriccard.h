#pragma once

#include "views/widgets/looks.h"
#include "views/widgets/panellist.h"

#include <QFrame>

#include <vector>

class QToolButton;

namespace billhook::widgets {

class Skeleton;

struct Metric
{
    QString label{}; // "MRR"
    QString value{}; // "$2.48 M"
    QString exact{}; // "2,481,306.40 USD"
    QString delta{}; // "up 52.9%"; empty: no comparison
    QString versus{}; // "vs Nov ’25"
    Direction direction{ Direction::None };
    Tone deltaTone{ Tone::Ok }; // whether the direction is good: Ok, Danger or Neutral
    std::vector<std::int64_t> trend{}; // oldest first; empty: no line
    QString spoken{}; // what a screen reader says; empty: the texts above in order
    QString copied{}; // the exact figure for Ctrl+C; empty: the value
};

// What is not in the figure, or may be wrong in it.
struct CardNotice
{
    QString badge{}; // "3"
    QString title{}; // "3 amounts are not known"
    QString text{};
    std::vector<PanelRow> rows{};

    bool operator==(const CardNotice &) const = default;
};

// One figure with its exact value, trend and change; 116 px high. With an explanation set, an "i" opens it as
// a popover (key I). Ctrl+C copies the exact figure; activation (click, Enter) is announced only when the
// card was made clickable.
class MetricCard final : public QFrame
{
    Q_OBJECT

public:
    explicit MetricCard(QWidget *parent = nullptr);

    void showMetric(const Metric &metric);
    void showLoading();
    // A failed card says so in one line; pressing it (or Enter) asks again.
    void showError(const QString &label, const QString &sentence);
    void setStale(bool stale);
    // Plain text with line breaks; empty takes the "i" away.
    void setExplanation(const QString &title, const QString &text);
    // A small number beside the label that leads to a list of what the figure does not know; no rows: none.
    void setNotice(const CardNotice &notice);
    void setClickable(bool clickable);

    const Metric &metric() const { return m_metric; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void activated();
    void retryRequested();

protected:
    using QFrame::metric; // the paint device's, which metric() would hide
    void paintEvent(QPaintEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    enum class State : std::uint8_t
    {
        Loading,
        Ready,
        Error
    };

    void setState(State state);
    void paintLabel(QPainter &painter, const QRectF &inner) const;
    void paintMetric(QPainter &painter, const QRectF &inner) const;
    void paintError(QPainter &painter, const QRectF &inner) const;
    void paintDelta(QPainter &painter, const QRectF &line) const;
    bool explained() const { return !m_explanation.isEmpty(); }
    qreal valueRoom() const;
    void act();
    void nameInfoButton();
    void placeInfoButton();
    void placeNotice();
    void openExplanation();
    void openNotice();

    Metric m_metric;
    QString m_explanationTitle;
    QString m_explanation;
    Skeleton *m_skeleton{};
    QToolButton *m_info{};
    QToolButton *m_notice{};
    CardNotice m_noticed;
    State m_state{ State::Loading };
    bool m_stale{ false };
    bool m_clickable{ false };
};

} // namespace billhook::widgets
