#pragma once

#include <QList>
#include <QString>
#include <QWidget>

namespace billhook::lists {

/** One figure above a list. */
struct ListFigure
{
    QString label{};
    QString value{};
    QString share{}; ///< muted beside the value: "6.3 %"
};

/** A column of the small chart. */
struct ListBar
{
    QString label{};
    qint64 value = 0;
    bool unfinished = false; ///< hatched: more may come
};

/** What a list comes to as a whole: figures from the left, and a small chart at the right where it fits. */
class ListHead final : public QWidget
{
    Q_OBJECT

public:
    explicit ListHead(const QString &name, QWidget *parent = nullptr);

    void setFigures(const QList<ListFigure> &figures);
    void setBars(const QList<ListBar> &bars);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int figuresWidth() const;
    void paintBars(QPainter &painter, const QRectF &area) const;
    void describe();

    QList<ListFigure> m_figures;
    QList<ListBar> m_bars;
};

} // namespace billhook::lists
