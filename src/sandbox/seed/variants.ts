import type { SandboxUser, Settings } from '../model.ts';

export type Variant = 'saturn' | 'jupiter';

/** Data of one emulated restaurant: the same ids mean other people, groups and rules in another. */
export interface VariantData {
  timeZone: string;
  settings: Settings;
  groups: string[];
  tags: [name: string, groupName: string | null][];
  restaurants: [code: number, name: string][];
  ladders: { bonus: Ladder; discount: Ladder };
  lastNames: string[];
  maleNames: string[];
  femaleNames: string[];
  /** Male; the female form follows. */
  patronymics: string[];
  mailDomain: string;
  /** The first digits of its guests' phones; four more follow. */
  phonePrefix: string;
  welcome: number;
}

interface Ladder {
  name: string;
  /** Name, threshold in roubles, code of the register. */
  levels: [name: string, threshold: number, code: number][];
}

export const variants: Readonly<Record<Variant, VariantData>> = {
  saturn: {
    timeZone: 'Europe/Moscow',
    settings: {
      phoneRequired: true,
      genderRequired: false,
      temporaryIdentifierLength: 7,
      temporaryIdentifierMinutes: 10,
      dayChangeTime: '06:00',
      language: 'ru',
      birthdayDaysBefore: 3,
      birthdayDaysAfter: 3,
    },
    groups: [
      'Гости',
      'Постоянные гости',
      'VIP',
      'Сотрудники',
      'Друзья ресторана',
      'Корпоративные клиенты',
      'Telegram-бот',
      'Приведённые гости',
      'Питание сотрудников',
    ],
    tags: [
      ['Аллергия на орехи', 'Кухня'],
      ['Вегетарианец', 'Кухня'],
      ['Веранда', 'Посадка'],
      ['Детский стул', 'Посадка'],
      ['Пресса', 'Статус'],
      ['Блогер', 'Статус'],
      ['Без звонков', null],
    ],
    restaurants: [
      [1, 'Сатурн на Покровке'],
      [2, 'Сатурн на Неглинной'],
      [9999, 'Сатурн. Доставка'],
    ],
    ladders: {
      bonus: {
        name: 'Накопительная бонусная',
        levels: [
          ['Бронза', 0, 31],
          ['Серебро', 20_000, 32],
          ['Золото', 100_000, 33],
          ['Платина', 250_000, 33],
        ],
      },
      discount: {
        name: 'Накопительная скидка',
        levels: [
          ['Гость', 0, 1],
          ['Друг', 55_000, 5],
          ['Близкий друг', 150_000, 7],
          ['Член семьи', 300_000, 10],
        ],
      },
    },
    lastNames:
      'Иванов Смирнов Кузнецов Попов Васильев Петров Соколов Михайлов Новиков Фёдоров Морозов Волков Лебедев Егоров'.split(
        ' ',
      ),
    maleNames: 'Александр Дмитрий Максим Сергей Андрей Алексей Артём Илья Кирилл Михаил'.split(' '),
    femaleNames: 'Анна Мария Елена Ольга Наталья Екатерина Татьяна Ирина Юлия Светлана'.split(' '),
    patronymics: 'Александрович Сергеевич Дмитриевич Андреевич Алексеевич Владимирович Николаевич'.split(' '),
    mailDomain: 'saturn-guest.example',
    phonePrefix: '7900000',
    welcome: 300,
  },
  jupiter: {
    timeZone: 'Asia/Yekaterinburg',
    settings: {
      phoneRequired: false,
      genderRequired: false,
      temporaryIdentifierLength: 6,
      temporaryIdentifierMinutes: 5,
      dayChangeTime: '04:00',
      language: 'ru',
      birthdayDaysBefore: 7,
      birthdayDaysAfter: 0,
    },
    groups: [
      'Клиенты',
      'Юпитер Клуб',
      'Юпитер Платинум',
      'Персонал',
      'Соседи',
      'Партнёры',
      'Мобильное приложение',
      'По приглашению',
      'Столовая',
    ],
    tags: [
      ['Без глютена', 'Меню'],
      ['Острое', 'Меню'],
      ['У окна', 'Зал'],
      ['С собакой', 'Зал'],
      ['Завсегдатай', 'Особое'],
      ['Пианист', 'Особое'],
      ['Только СМС', null],
    ],
    restaurants: [
      [1, 'Юпитер на Ленина'],
      [199990001, 'Юпитер в «Гринвиче»'],
    ],
    ladders: {
      bonus: {
        name: 'Орбиты',
        levels: [
          ['Ио', 0, 31],
          ['Европа', 15_000, 32],
          ['Ганимед', 80_000, 33],
        ],
      },
      discount: {
        name: 'Скидка соседа',
        levels: [
          ['Сосед', 0, 5],
          ['Добрый сосед', 40_000, 7],
          ['Лучший сосед', 120_000, 10],
        ],
      },
    },
    lastNames:
      'Уральцев Чусовитин Исетский Демидов Строганов Шадрин Бажов Черепанов Ползунов Невьянцев Тагилов Сысертский'.split(
        ' ',
      ),
    maleNames: 'Тимофей Глеб Арсений Матвей Роман Тимур Егор Лев'.split(' '),
    femaleNames: 'Варвара Ксения Алиса Полина Дарья Вероника София Злата'.split(' '),
    patronymics: 'Павлович Игоревич Олегович Романович Максимович Тимурович'.split(' '),
    mailDomain: 'jupiter-club.example',
    phonePrefix: '7900001',
    welcome: 200,
  },
};

/** Users whose password is their login. API users have the fixed token `<variant>-<login>-token` too. */
export function defaultUsers(variant: Variant): SandboxUser[] {
  const api = (login: string, comment: string): SandboxUser => ({
    login,
    password: login,
    token: `${variant}-${login}-token`,
    userType: 'API',
    role: 'API',
    comment,
  });
  return [
    {
      login: 'admin',
      password: 'admin',
      userType: 'ORDINARY',
      role: 'Администратор',
      email: `admin@${variant}.example`,
      lastName: variant === 'saturn' ? 'Орлова' : 'Шуйский',
      firstName: variant === 'saturn' ? 'Вера' : 'Марк',
      patronymic: variant === 'saturn' ? 'Павловна' : 'Ильич',
    },
    { login: 'marketing', password: 'marketing', userType: 'ORDINARY', role: 'Маркетолог', firstName: 'Лида' },
    { login: 'hostess', password: 'hostess', userType: 'ORDINARY', role: 'Хостес', firstName: 'Ася' },
    api('gateway', 'Шлюз GraphQL'),
    api('site', 'Сайт и приложение'),
    api('delivery', 'Доставка'),
    api('crm', 'CRM'),
  ];
}
