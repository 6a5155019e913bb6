#pragma once

#include <QWidget>

class QButtonGroup;
class QHBoxLayout;

namespace billhook::widgets {

// One of a few, in one track with the chosen part raised; arrow keys move. A screen reader hears radio
// buttons.
class Segment final : public QWidget
{
    Q_OBJECT

public:
    explicit Segment(const QString &name, QWidget *parent = nullptr);

    void addPart(const QString &id, const QString &text);
    void choose(const QString &id); // no signal
    QString chosen() const;

Q_SIGNALS:
    void partChosen(const QString &id); // by the person

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QButtonGroup *m_group;
    QHBoxLayout *m_layout;
};

} // namespace billhook::widgets
