#pragma once

#include <QWidget>

namespace billhook::shell {

// The amber strip over everything that says this is no live money.
class TestStrip final : public QWidget
{
    Q_OBJECT

public:
    explicit TestStrip(QWidget *parent = nullptr);

    void setTexts(const QString &fact, const QString &sentence);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_fact;
    QString m_sentence;
};

} // namespace billhook::shell
