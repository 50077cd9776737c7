// Generated from schema/probonus.openapi.yaml by `npm run codegen`. Do not edit.

/** `date` is a string `YYYY-MM-DD`; `json` is anything. */
export type ScalarNode = 'string' | 'date' | 'integer' | 'boolean' | 'money' | 'json';

export type TypeNode =
  | ScalarNode
  | { readonly ref: SchemaName }
  | { readonly list: TypeNode }
  | { readonly values: readonly string[] }
  | ObjectNode;

export interface ObjectNode {
  readonly fields: Readonly<Record<string, FieldNode>>;
  /** Other properties than these are expected too. */
  readonly open?: true;
}

export interface FieldNode {
  readonly type: TypeNode;
  readonly required?: true;
  readonly nullable?: true;
}

export interface ParameterNode {
  readonly in: 'path' | 'query';
  readonly type: TypeNode;
  readonly required?: true;
}

export interface OperationNode {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly tag: string;
  readonly certainty: 'known' | 'section' | 'assumed';
  /** What the operation is about: under these names a dialect speaks of its parameters. */
  readonly resources: readonly SchemaName[];
  /** Sent twice it is booked twice. */
  readonly movesValue?: true;
  readonly parameters: Readonly<Record<string, ParameterNode>>;
  readonly body?: TypeNode;
  readonly answer: TypeNode;
  /** The statuses of failure that the contract documents. */
  readonly failures: readonly number[];
}

export type SchemaName =
  | 'Error'
  | 'ValidationError'
  | 'LocalDateTime'
  | 'Credentials'
  | 'TokenPair'
  | 'RefreshInput'
  | 'User'
  | 'UserPage'
  | 'AccountGroup'
  | 'AccountGroupInput'
  | 'AccountGroupPage'
  | 'IdentifierKind'
  | 'IdentifierType'
  | 'IdentifierTypeInput'
  | 'IdentifierTypePage'
  | 'Identifier'
  | 'IdentifierInput'
  | 'TemporaryIdentifier'
  | 'Gender'
  | 'Consents'
  | 'AccountProfile'
  | 'Account'
  | 'AccountInsert'
  | 'AccountUpdate'
  | 'AccountPage'
  | 'AccountBalance'
  | 'AccountReport'
  | 'OperationKind'
  | 'Operation'
  | 'OperationPage'
  | 'DepositInput'
  | 'WithdrawInput'
  | 'GroupDepositInput'
  | 'GroupWithdrawInput'
  | 'GroupOperationResult'
  | 'DiscountKind'
  | 'Discount'
  | 'AccumulationPeriod'
  | 'DiscountLevel'
  | 'CompoundInput'
  | 'DiscountPage'
  | 'ReportCode'
  | 'ReportInfo'
  | 'ReportTable'
  | 'Restaurant'
  | 'RestaurantPage'
  | 'Tag'
  | 'TagPage'
  | 'PublicSettings';

export type OperationId =
  | 'auth.login'
  | 'auth.info'
  | 'auth.refreshToken'
  | 'auth.logout'
  | 'users.list'
  | 'accountGroups.list'
  | 'accountGroups.insert'
  | 'accountGroups.get'
  | 'accountGroups.update'
  | 'identifierTypes.list'
  | 'identifierTypes.insert'
  | 'identifierTypes.get'
  | 'identifierTypes.update'
  | 'accounts.list'
  | 'accounts.byIdentifier'
  | 'accounts.insert'
  | 'accounts.get'
  | 'accounts.update'
  | 'accounts.block'
  | 'accounts.unblock'
  | 'accounts.addIdentifier'
  | 'accounts.removeIdentifier'
  | 'accounts.issueTemporaryIdentifier'
  | 'accounts.balance'
  | 'accounts.report'
  | 'operations.list'
  | 'operations.get'
  | 'operations.deposit'
  | 'operations.withdraw'
  | 'operations.groupDeposit'
  | 'operations.groupWithdraw'
  | 'discounts.list'
  | 'discounts.get'
  | 'discounts.insertCompound'
  | 'discounts.updateCompound'
  | 'reports.list'
  | 'reports.get'
  | 'restaurants.list'
  | 'tags.list'
  | 'settings.public';

export const schemas: Readonly<Record<SchemaName, TypeNode>> = {
  "Error": {
    "fields": {
      "detail": {
        "type": "json",
        "required": true
      }
    }
  },
  "ValidationError": {
    "fields": {
      "detail": {
        "type": {
          "list": {
            "fields": {
              "loc": {
                "type": {
                  "list": "json"
                },
                "required": true
              },
              "msg": {
                "type": "string",
                "required": true
              },
              "type": {
                "type": "string",
                "required": true
              }
            }
          }
        },
        "required": true
      }
    }
  },
  "LocalDateTime": "string",
  "Credentials": {
    "fields": {
      "login": {
        "type": "string",
        "required": true
      },
      "password": {
        "type": "string",
        "required": true
      }
    }
  },
  "TokenPair": {
    "fields": {
      "accessToken": {
        "type": "string",
        "required": true
      },
      "refreshToken": {
        "type": "string"
      },
      "tokenType": {
        "type": "string"
      },
      "expiresIn": {
        "type": "integer"
      }
    }
  },
  "RefreshInput": {
    "fields": {
      "refreshToken": {
        "type": "string",
        "required": true
      }
    }
  },
  "User": {
    "fields": {
      "id": {
        "type": "integer",
        "required": true
      },
      "login": {
        "type": "string",
        "required": true
      },
      "userType": {
        "type": {
          "values": [
            "ORDINARY",
            "API"
          ]
        }
      },
      "role": {
        "type": "string",
        "nullable": true
      },
      "email": {
        "type": "string",
        "nullable": true
      },
      "lastName": {
        "type": "string",
        "nullable": true
      },
      "firstName": {
        "type": "string",
        "nullable": true
      },
      "patronymic": {
        "type": "string",
        "nullable": true
      },
      "comment": {
        "type": "string",
        "nullable": true
      }
    }
  },
  "UserPage": {
    "fields": {
      "items": {
        "type": {
          "list": {
            "ref": "User"
          }
        },
        "required": true
      },
      "total": {
        "type": "integer",
        "required": true
      }
    }
  },
  "AccountGroup": {
    "fields": {
      "id": {
        "type": "integer",
        "required": true
      },
      "name": {
        "type": "string",
        "required": true
      },
      "comment": {
        "type": "string",
        "nullable": true
      }
    }
  },
  "AccountGroupInput": {
    "fields": {
      "name": {
        "type": "string"
      },
      "comment": {
        "type": "string",
        "nullable": true
      }
    }
  },
  "AccountGroupPage": {
    "fields": {
      "items": {
        "type": {
          "list": {
            "ref": "AccountGroup"
          }
        },
        "required": true
      },
      "total": {
        "type": "integer",
        "required": true
      }
    }
  },
  "IdentifierKind": {
    "values": [
      "CARD",
      "PHONE",
      "OTHER"
    ]
  },
  "IdentifierType": {
    "fields": {
      "id": {
        "type": "integer",
        "required": true
      },
      "name": {
        "type": "string",
        "required": true
      },
      "kind": {
        "type": {
          "ref": "IdentifierKind"
        },
        "required": true
      }
    }
  },
  "IdentifierTypeInput": {
    "fields": {
      "name": {
        "type": "string"
      },
      "kind": {
        "type": {
          "ref": "IdentifierKind"
        }
      }
    }
  },
  "IdentifierTypePage": {
    "fields": {
      "items": {
        "type": {
          "list": {
            "ref": "IdentifierType"
          }
        },
        "required": true
      },
      "total": {
        "type": "integer",
        "required": true
      }
    }
  },
  "Identifier": {
    "fields": {
      "id": {
        "type": "integer",
        "required": true
      },
      "accountId": {
        "type": "integer",
        "required": true
      },
      "typeId": {
        "type": "integer",
        "required": true
      },
      "value": {
        "type": "string",
        "required": true
      },
      "isTemporary": {
        "type": "boolean"
      },
      "expiresAt": {
        "type": {
          "ref": "LocalDateTime"
        },
        "nullable": true
      }
    }
  },
  "IdentifierInput": {
    "fields": {
      "typeId": {
        "type": "integer",
        "required": true
      },
      "value": {
        "type": "string",
        "required": true
      }
    }
  },
  "TemporaryIdentifier": {
    "fields": {
      "value": {
        "type": "string",
        "required": true
      },
      "expiresAt": {
        "type": {
          "ref": "LocalDateTime"
        },
        "required": true
      },
      "lifetimeMinutes": {
        "type": "integer",
        "required": true
      }
    }
  },
  "Gender": {
    "values": [
      "MALE",
      "FEMALE"
    ]
  },
  "Consents": {
    "fields": {
      "personalData": {
        "type": "boolean"
      },
      "privacyPolicy": {
        "type": "boolean"
      },
      "adult": {
        "type": "boolean"
      }
    }
  },
  "AccountProfile": {
    "fields": {
      "lastName": {
        "type": "string",
        "nullable": true
      },
      "firstName": {
        "type": "string",
        "nullable": true
      },
      "patronymic": {
        "type": "string",
        "nullable": true
      },
      "gender": {
        "type": {
          "ref": "Gender"
        },
        "nullable": true
      },
      "birthday": {
        "type": "date",
        "nullable": true
      },
      "phones": {
        "type": {
          "list": "string"
        }
      },
      "email": {
        "type": "string",
        "nullable": true
      },
      "info": {
        "type": "string",
        "nullable": true
      },
      "screenMessage": {
        "type": "string",
        "nullable": true
      },
      "printMessage": {
        "type": "string",
        "nullable": true
      },
      "discountId": {
        "type": "integer",
        "nullable": true
      },
      "bonusTypeCode": {
        "type": "integer",
        "nullable": true
      },
      "creditLimit": {
        "type": "money"
      },
      "discountLimit": {
        "type": "money",
        "nullable": true
      },
      "validFrom": {
        "type": "date",
        "nullable": true
      },
      "validTo": {
        "type": "date",
        "nullable": true
      },
      "tagIds": {
        "type": {
          "list": "integer"
        }
      },
      "consents": {
        "type": {
          "ref": "Consents"
        }
      }
    }
  },
  "Account": {
    "fields": {
      "lastName": {
        "type": "string",
        "nullable": true
      },
      "firstName": {
        "type": "string",
        "nullable": true
      },
      "patronymic": {
        "type": "string",
        "nullable": true
      },
      "gender": {
        "type": {
          "ref": "Gender"
        },
        "nullable": true
      },
      "birthday": {
        "type": "date",
        "nullable": true
      },
      "phones": {
        "type": {
          "list": "string"
        }
      },
      "email": {
        "type": "string",
        "nullable": true
      },
      "info": {
        "type": "string",
        "nullable": true
      },
      "screenMessage": {
        "type": "string",
        "nullable": true
      },
      "printMessage": {
        "type": "string",
        "nullable": true
      },
      "discountId": {
        "type": "integer",
        "nullable": true
      },
      "bonusTypeCode": {
        "type": "integer",
        "nullable": true
      },
      "creditLimit": {
        "type": "money"
      },
      "discountLimit": {
        "type": "money",
        "nullable": true
      },
      "validFrom": {
        "type": "date",
        "nullable": true
      },
      "validTo": {
        "type": "date",
        "nullable": true
      },
      "tagIds": {
        "type": {
          "list": "integer"
        }
      },
      "consents": {
        "type": {
          "ref": "Consents"
        }
      },
      "id": {
        "type": "integer",
        "required": true
      },
      "groupId": {
        "type": "integer",
        "required": true
      },
      "balance": {
        "type": "money",
        "required": true
      },
      "isBlocked": {
        "type": "boolean",
        "required": true
      },
      "blockReason": {
        "type": "string",
        "nullable": true
      },
      "referrerId": {
        "type": "integer",
        "nullable": true
      },
      "registrationSource": {
        "type": "string",
        "nullable": true
      },
      "registeredAt": {
        "type": {
          "ref": "LocalDateTime"
        },
        "required": true
      },
      "updatedAt": {
        "type": {
          "ref": "LocalDateTime"
        }
      },
      "identifiers": {
        "type": {
          "list": {
            "ref": "Identifier"
          }
        },
        "required": true
      }
    }
  },
  "AccountInsert": {
    "fields": {
      "lastName": {
        "type": "string",
        "nullable": true
      },
      "firstName": {
        "type": "string",
        "nullable": true
      },
      "patronymic": {
        "type": "string",
        "nullable": true
      },
      "gender": {
        "type": {
          "ref": "Gender"
        },
        "nullable": true
      },
      "birthday": {
        "type": "date",
        "nullable": true
      },
      "phones": {
        "type": {
          "list": "string"
        }
      },
      "email": {
        "type": "string",
        "nullable": true
      },
      "info": {
        "type": "string",
        "nullable": true
      },
      "screenMessage": {
        "type": "string",
        "nullable": true
      },
      "printMessage": {
        "type": "string",
        "nullable": true
      },
      "discountId": {
        "type": "integer",
        "nullable": true
      },
      "bonusTypeCode": {
        "type": "integer",
        "nullable": true
      },
      "creditLimit": {
        "type": "money"
      },
      "discountLimit": {
        "type": "money",
        "nullable": true
      },
      "validFrom": {
        "type": "date",
        "nullable": true
      },
      "validTo": {
        "type": "date",
        "nullable": true
      },
      "tagIds": {
        "type": {
          "list": "integer"
        }
      },
      "consents": {
        "type": {
          "ref": "Consents"
        }
      },
      "groupId": {
        "type": "integer",
        "required": true
      },
      "referrerId": {
        "type": "integer",
        "nullable": true
      },
      "registrationSource": {
        "type": "string",
        "nullable": true
      },
      "identifiers": {
        "type": {
          "list": {
            "ref": "IdentifierInput"
          }
        }
      }
    }
  },
  "AccountUpdate": {
    "fields": {
      "lastName": {
        "type": "string",
        "nullable": true
      },
      "firstName": {
        "type": "string",
        "nullable": true
      },
      "patronymic": {
        "type": "string",
        "nullable": true
      },
      "gender": {
        "type": {
          "ref": "Gender"
        },
        "nullable": true
      },
      "birthday": {
        "type": "date",
        "nullable": true
      },
      "phones": {
        "type": {
          "list": "string"
        }
      },
      "email": {
        "type": "string",
        "nullable": true
      },
      "info": {
        "type": "string",
        "nullable": true
      },
      "screenMessage": {
        "type": "string",
        "nullable": true
      },
      "printMessage": {
        "type": "string",
        "nullable": true
      },
      "discountId": {
        "type": "integer",
        "nullable": true
      },
      "bonusTypeCode": {
        "type": "integer",
        "nullable": true
      },
      "creditLimit": {
        "type": "money"
      },
      "discountLimit": {
        "type": "money",
        "nullable": true
      },
      "validFrom": {
        "type": "date",
        "nullable": true
      },
      "validTo": {
        "type": "date",
        "nullable": true
      },
      "tagIds": {
        "type": {
          "list": "integer"
        }
      },
      "consents": {
        "type": {
          "ref": "Consents"
        }
      },
      "groupId": {
        "type": "integer"
      }
    }
  },
  "AccountPage": {
    "fields": {
      "items": {
        "type": {
          "list": {
            "ref": "Account"
          }
        },
        "required": true
      },
      "total": {
        "type": "integer",
        "required": true
      }
    }
  },
  "AccountBalance": {
    "fields": {
      "accountId": {
        "type": "integer",
        "required": true
      },
      "bonusBalance": {
        "type": "money",
        "required": true
      },
      "creditLimit": {
        "type": "money"
      },
      "bonusAwaitingIssue": {
        "type": "money"
      },
      "lateIssues": {
        "type": {
          "list": {
            "fields": {
              "sumLateIssue": {
                "type": "money",
                "required": true
              },
              "date": {
                "type": "date",
                "required": true
              }
            }
          }
        }
      },
      "burning": {
        "type": {
          "list": {
            "fields": {
              "sum": {
                "type": "money",
                "required": true
              },
              "date": {
                "type": "date",
                "required": true
              }
            }
          }
        }
      },
      "neverBurns": {
        "type": "money"
      }
    }
  },
  "AccountReport": {
    "fields": {
      "accountId": {
        "type": "integer",
        "required": true
      },
      "spentSumDay": {
        "type": "money"
      },
      "spentSumWeek": {
        "type": "money"
      },
      "spentSumMonth": {
        "type": "money"
      },
      "spentSumYear": {
        "type": "money"
      },
      "spentSumTotal": {
        "type": "money"
      },
      "spentSumDiscountPeriod": {
        "type": "money",
        "nullable": true
      },
      "discountLevelName": {
        "type": "string",
        "nullable": true
      },
      "nextLevelName": {
        "type": "string",
        "nullable": true
      },
      "sumToNextLevel": {
        "type": "money",
        "nullable": true
      }
    }
  },
  "OperationKind": {
    "values": [
      "DEPOSIT",
      "WITHDRAW",
      "EXPIRE",
      "POS_PAYMENT",
      "POS_BONUS",
      "POS_DISCOUNT",
      "POS_SPEND",
      "PROMO",
      "REFERRAL"
    ]
  },
  "Operation": {
    "fields": {
      "id": {
        "type": "integer",
        "required": true
      },
      "accountId": {
        "type": "integer",
        "required": true
      },
      "identifierId": {
        "type": "integer",
        "nullable": true
      },
      "kind": {
        "type": {
          "ref": "OperationKind"
        },
        "required": true
      },
      "amount": {
        "type": "money",
        "required": true
      },
      "reason": {
        "type": "string",
        "nullable": true
      },
      "createdAt": {
        "type": {
          "ref": "LocalDateTime"
        },
        "required": true
      },
      "businessDate": {
        "type": "date"
      },
      "restaurantId": {
        "type": "integer",
        "nullable": true
      },
      "stationNo": {
        "type": "integer",
        "nullable": true
      },
      "checkNo": {
        "type": "integer",
        "nullable": true
      },
      "userLogin": {
        "type": "string",
        "nullable": true
      },
      "availableFrom": {
        "type": "date",
        "nullable": true
      },
      "expiresAt": {
        "type": "date",
        "nullable": true
      },
      "balanceAfter": {
        "type": "money",
        "nullable": true
      }
    }
  },
  "OperationPage": {
    "fields": {
      "items": {
        "type": {
          "list": {
            "ref": "Operation"
          }
        },
        "required": true
      },
      "total": {
        "type": "integer",
        "required": true
      }
    }
  },
  "DepositInput": {
    "fields": {
      "accountId": {
        "type": "integer",
        "required": true
      },
      "amount": {
        "type": "money",
        "required": true
      },
      "reason": {
        "type": "string",
        "required": true
      },
      "availableFrom": {
        "type": "date",
        "nullable": true
      },
      "expiresAt": {
        "type": "date",
        "nullable": true
      }
    }
  },
  "WithdrawInput": {
    "fields": {
      "accountId": {
        "type": "integer",
        "required": true
      },
      "amount": {
        "type": "money",
        "required": true
      },
      "reason": {
        "type": "string",
        "required": true
      }
    }
  },
  "GroupDepositInput": {
    "fields": {
      "groupId": {
        "type": "integer",
        "required": true
      },
      "amount": {
        "type": "money",
        "required": true
      },
      "reason": {
        "type": "string",
        "required": true
      },
      "availableFrom": {
        "type": "date",
        "nullable": true
      },
      "expiresAt": {
        "type": "date",
        "nullable": true
      }
    }
  },
  "GroupWithdrawInput": {
    "fields": {
      "groupId": {
        "type": "integer",
        "required": true
      },
      "amount": {
        "type": "money",
        "required": true
      },
      "reason": {
        "type": "string",
        "required": true
      }
    }
  },
  "GroupOperationResult": {
    "fields": {
      "processed": {
        "type": "integer",
        "required": true
      },
      "skipped": {
        "type": {
          "list": {
            "fields": {
              "accountId": {
                "type": "integer",
                "required": true
              },
              "detail": {
                "type": "string",
                "required": true
              }
            }
          }
        },
        "required": true
      },
      "total": {
        "type": "money",
        "required": true
      }
    }
  },
  "DiscountKind": {
    "values": [
      "RK",
      "COMPOUND"
    ]
  },
  "Discount": {
    "fields": {
      "id": {
        "type": "integer",
        "required": true
      },
      "kind": {
        "type": {
          "ref": "DiscountKind"
        },
        "required": true
      },
      "name": {
        "type": "string",
        "required": true
      },
      "code": {
        "type": "integer",
        "nullable": true
      },
      "isBonus": {
        "type": "boolean"
      },
      "isActive": {
        "type": "boolean"
      },
      "accumulationPeriod": {
        "type": {
          "ref": "AccumulationPeriod"
        },
        "nullable": true
      },
      "levels": {
        "type": {
          "list": {
            "ref": "DiscountLevel"
          }
        }
      }
    }
  },
  "AccumulationPeriod": {
    "fields": {
      "unit": {
        "type": {
          "values": [
            "DAY",
            "WEEK",
            "MONTH",
            "YEAR"
          ]
        },
        "required": true
      },
      "value": {
        "type": "integer",
        "required": true
      }
    }
  },
  "DiscountLevel": {
    "fields": {
      "name": {
        "type": "string",
        "required": true
      },
      "threshold": {
        "type": "money",
        "required": true
      },
      "rkDiscountCode": {
        "type": "integer",
        "required": true
      },
      "bonusTypeCode": {
        "type": "integer",
        "nullable": true
      }
    }
  },
  "CompoundInput": {
    "fields": {
      "name": {
        "type": "string"
      },
      "accumulationPeriod": {
        "type": {
          "ref": "AccumulationPeriod"
        },
        "nullable": true
      },
      "levels": {
        "type": {
          "list": {
            "ref": "DiscountLevel"
          }
        }
      }
    }
  },
  "DiscountPage": {
    "fields": {
      "items": {
        "type": {
          "list": {
            "ref": "Discount"
          }
        },
        "required": true
      },
      "total": {
        "type": "integer",
        "required": true
      }
    }
  },
  "ReportCode": {
    "values": [
      "TOTALS",
      "TRANSACTIONS",
      "IDENTIFIERS",
      "SPEND_BY_DAY",
      "BIRTHDAYS",
      "INACTIVE",
      "LOST_GUESTS",
      "BASE_GROWTH",
      "TOP_GUESTS",
      "TURNOVER"
    ]
  },
  "ReportInfo": {
    "fields": {
      "code": {
        "type": {
          "ref": "ReportCode"
        },
        "required": true
      },
      "name": {
        "type": "string",
        "required": true
      }
    }
  },
  "ReportTable": {
    "fields": {
      "columns": {
        "type": {
          "list": {
            "fields": {
              "name": {
                "type": "string",
                "required": true
              },
              "title": {
                "type": "string",
                "required": true
              },
              "type": {
                "type": {
                  "values": [
                    "STRING",
                    "INTEGER",
                    "MONEY",
                    "DATE",
                    "DATETIME",
                    "BOOLEAN"
                  ]
                },
                "required": true
              }
            }
          }
        },
        "required": true
      },
      "rows": {
        "type": {
          "list": {
            "fields": {},
            "open": true
          }
        },
        "required": true
      },
      "total": {
        "type": "integer",
        "required": true
      },
      "totals": {
        "type": {
          "fields": {},
          "open": true
        },
        "nullable": true
      }
    }
  },
  "Restaurant": {
    "fields": {
      "id": {
        "type": "integer",
        "required": true
      },
      "code": {
        "type": "integer",
        "nullable": true
      },
      "name": {
        "type": "string",
        "required": true
      }
    }
  },
  "RestaurantPage": {
    "fields": {
      "items": {
        "type": {
          "list": {
            "ref": "Restaurant"
          }
        },
        "required": true
      },
      "total": {
        "type": "integer",
        "required": true
      }
    }
  },
  "Tag": {
    "fields": {
      "id": {
        "type": "integer",
        "required": true
      },
      "name": {
        "type": "string",
        "required": true
      },
      "groupName": {
        "type": "string",
        "nullable": true
      }
    }
  },
  "TagPage": {
    "fields": {
      "items": {
        "type": {
          "list": {
            "ref": "Tag"
          }
        },
        "required": true
      },
      "total": {
        "type": "integer",
        "required": true
      }
    }
  },
  "PublicSettings": {
    "fields": {
      "phoneRequired": {
        "type": "boolean"
      },
      "genderRequired": {
        "type": "boolean"
      },
      "temporaryIdentifierLength": {
        "type": "integer"
      },
      "temporaryIdentifierMinutes": {
        "type": "integer"
      },
      "dayChangeTime": {
        "type": "string"
      },
      "language": {
        "type": "string"
      },
      "birthdayDaysBefore": {
        "type": "integer"
      },
      "birthdayDaysAfter": {
        "type": "integer"
      }
    }
  }
};

/** Schemas that are another view of a resource. */
export const views: Readonly<Partial<Record<SchemaName, SchemaName>>> = {
  "RefreshInput": "TokenPair",
  "UserPage": "User",
  "AccountGroupInput": "AccountGroup",
  "AccountGroupPage": "AccountGroup",
  "IdentifierTypeInput": "IdentifierType",
  "IdentifierTypePage": "IdentifierType",
  "IdentifierInput": "Identifier",
  "TemporaryIdentifier": "Identifier",
  "AccountProfile": "Account",
  "AccountInsert": "Account",
  "AccountUpdate": "Account",
  "AccountPage": "Account",
  "AccountBalance": "Account",
  "AccountReport": "Account",
  "OperationPage": "Operation",
  "DepositInput": "Operation",
  "WithdrawInput": "Operation",
  "GroupDepositInput": "Operation",
  "GroupWithdrawInput": "Operation",
  "GroupOperationResult": "Operation",
  "CompoundInput": "Discount",
  "DiscountPage": "Discount",
  "RestaurantPage": "Restaurant",
  "TagPage": "Tag"
};

export const operations: Readonly<Record<OperationId, OperationNode>> = {
  "auth.login": {
    "method": "POST",
    "path": "/auth/login",
    "tag": "auth",
    "certainty": "known",
    "resources": [
      "TokenPair",
      "Credentials"
    ],
    "parameters": {},
    "body": {
      "ref": "Credentials"
    },
    "answer": {
      "ref": "TokenPair"
    },
    "failures": [
      401,
      422
    ]
  },
  "auth.info": {
    "method": "GET",
    "path": "/auth/info",
    "tag": "auth",
    "certainty": "known",
    "resources": [
      "User"
    ],
    "parameters": {},
    "answer": {
      "ref": "User"
    },
    "failures": [
      401
    ]
  },
  "auth.refreshToken": {
    "method": "POST",
    "path": "/auth/refresh_token",
    "tag": "auth",
    "certainty": "known",
    "resources": [
      "TokenPair"
    ],
    "parameters": {},
    "body": {
      "ref": "RefreshInput"
    },
    "answer": {
      "ref": "TokenPair"
    },
    "failures": [
      401
    ]
  },
  "auth.logout": {
    "method": "POST",
    "path": "/auth/logout",
    "tag": "auth",
    "certainty": "known",
    "resources": [
      "TokenPair"
    ],
    "parameters": {},
    "answer": {
      "fields": {
        "result": {
          "type": "boolean",
          "required": true
        }
      }
    },
    "failures": []
  },
  "users.list": {
    "method": "GET",
    "path": "/users/list",
    "tag": "users",
    "certainty": "known",
    "resources": [
      "User"
    ],
    "parameters": {
      "limit": {
        "in": "query",
        "type": "integer"
      },
      "offset": {
        "in": "query",
        "type": "integer"
      },
      "search": {
        "in": "query",
        "type": "string"
      }
    },
    "answer": {
      "ref": "UserPage"
    },
    "failures": []
  },
  "accountGroups.list": {
    "method": "GET",
    "path": "/account_groups/list",
    "tag": "account_groups",
    "certainty": "section",
    "resources": [
      "AccountGroup"
    ],
    "parameters": {
      "limit": {
        "in": "query",
        "type": "integer"
      },
      "offset": {
        "in": "query",
        "type": "integer"
      },
      "search": {
        "in": "query",
        "type": "string"
      }
    },
    "answer": {
      "ref": "AccountGroupPage"
    },
    "failures": []
  },
  "accountGroups.insert": {
    "method": "POST",
    "path": "/account_groups/insert",
    "tag": "account_groups",
    "certainty": "section",
    "resources": [
      "AccountGroup"
    ],
    "parameters": {},
    "body": {
      "ref": "AccountGroupInput"
    },
    "answer": {
      "ref": "AccountGroup"
    },
    "failures": [
      400,
      422
    ]
  },
  "accountGroups.get": {
    "method": "GET",
    "path": "/account_groups/{id}",
    "tag": "account_groups",
    "certainty": "section",
    "resources": [
      "AccountGroup"
    ],
    "parameters": {
      "id": {
        "in": "path",
        "type": "integer",
        "required": true
      }
    },
    "answer": {
      "ref": "AccountGroup"
    },
    "failures": [
      404
    ]
  },
  "accountGroups.update": {
    "method": "PUT",
    "path": "/account_groups/{id}",
    "tag": "account_groups",
    "certainty": "section",
    "resources": [
      "AccountGroup"
    ],
    "parameters": {
      "id": {
        "in": "path",
        "type": "integer",
        "required": true
      }
    },
    "body": {
      "ref": "AccountGroupInput"
    },
    "answer": {
      "ref": "AccountGroup"
    },
    "failures": [
      400,
      404
    ]
  },
  "identifierTypes.list": {
    "method": "GET",
    "path": "/identifier_types/list",
    "tag": "identifier_types",
    "certainty": "section",
    "resources": [
      "IdentifierType"
    ],
    "parameters": {
      "limit": {
        "in": "query",
        "type": "integer"
      },
      "offset": {
        "in": "query",
        "type": "integer"
      }
    },
    "answer": {
      "ref": "IdentifierTypePage"
    },
    "failures": []
  },
  "identifierTypes.insert": {
    "method": "POST",
    "path": "/identifier_types/insert",
    "tag": "identifier_types",
    "certainty": "section",
    "resources": [
      "IdentifierType"
    ],
    "parameters": {},
    "body": {
      "ref": "IdentifierTypeInput"
    },
    "answer": {
      "ref": "IdentifierType"
    },
    "failures": [
      400,
      422
    ]
  },
  "identifierTypes.get": {
    "method": "GET",
    "path": "/identifier_types/{id}",
    "tag": "identifier_types",
    "certainty": "section",
    "resources": [
      "IdentifierType"
    ],
    "parameters": {
      "id": {
        "in": "path",
        "type": "integer",
        "required": true
      }
    },
    "answer": {
      "ref": "IdentifierType"
    },
    "failures": [
      404
    ]
  },
  "identifierTypes.update": {
    "method": "PUT",
    "path": "/identifier_types/{id}",
    "tag": "identifier_types",
    "certainty": "section",
    "resources": [
      "IdentifierType"
    ],
    "parameters": {
      "id": {
        "in": "path",
        "type": "integer",
        "required": true
      }
    },
    "body": {
      "ref": "IdentifierTypeInput"
    },
    "answer": {
      "ref": "IdentifierType"
    },
    "failures": [
      400,
      404
    ]
  },
  "accounts.list": {
    "method": "GET",
    "path": "/accounts/list",
    "tag": "accounts",
    "certainty": "section",
    "resources": [
      "Account"
    ],
    "parameters": {
      "ids": {
        "in": "query",
        "type": "string"
      },
      "groupId": {
        "in": "query",
        "type": "integer"
      },
      "discountId": {
        "in": "query",
        "type": "integer"
      },
      "tagId": {
        "in": "query",
        "type": "integer"
      },
      "phone": {
        "in": "query",
        "type": "string"
      },
      "email": {
        "in": "query",
        "type": "string"
      },
      "identifier": {
        "in": "query",
        "type": "string"
      },
      "isBlocked": {
        "in": "query",
        "type": "boolean"
      },
      "birthdayFrom": {
        "in": "query",
        "type": "string"
      },
      "birthdayTo": {
        "in": "query",
        "type": "string"
      },
      "registeredFrom": {
        "in": "query",
        "type": "date"
      },
      "registeredTo": {
        "in": "query",
        "type": "date"
      },
      "updatedFrom": {
        "in": "query",
        "type": {
          "ref": "LocalDateTime"
        }
      },
      "search": {
        "in": "query",
        "type": "string"
      },
      "limit": {
        "in": "query",
        "type": "integer"
      },
      "offset": {
        "in": "query",
        "type": "integer"
      },
      "sort": {
        "in": "query",
        "type": {
          "values": [
            "id",
            "lastName",
            "balance",
            "registeredAt"
          ]
        }
      },
      "order": {
        "in": "query",
        "type": {
          "values": [
            "asc",
            "desc"
          ]
        }
      }
    },
    "answer": {
      "ref": "AccountPage"
    },
    "failures": [
      422
    ]
  },
  "accounts.byIdentifier": {
    "method": "GET",
    "path": "/accounts/by_identifier",
    "tag": "accounts",
    "certainty": "assumed",
    "resources": [
      "Account"
    ],
    "parameters": {
      "value": {
        "in": "query",
        "type": "string",
        "required": true
      },
      "typeId": {
        "in": "query",
        "type": "integer"
      }
    },
    "answer": {
      "ref": "Account"
    },
    "failures": [
      404
    ]
  },
  "accounts.insert": {
    "method": "POST",
    "path": "/accounts/insert",
    "tag": "accounts",
    "certainty": "section",
    "resources": [
      "Account"
    ],
    "parameters": {},
    "body": {
      "ref": "AccountInsert"
    },
    "answer": {
      "ref": "Account"
    },
    "failures": [
      400,
      422
    ]
  },
  "accounts.get": {
    "method": "GET",
    "path": "/accounts/{id}",
    "tag": "accounts",
    "certainty": "section",
    "resources": [
      "Account"
    ],
    "parameters": {
      "id": {
        "in": "path",
        "type": "integer",
        "required": true
      }
    },
    "answer": {
      "ref": "Account"
    },
    "failures": [
      404
    ]
  },
  "accounts.update": {
    "method": "PUT",
    "path": "/accounts/{id}",
    "tag": "accounts",
    "certainty": "section",
    "resources": [
      "Account"
    ],
    "parameters": {
      "id": {
        "in": "path",
        "type": "integer",
        "required": true
      }
    },
    "body": {
      "ref": "AccountUpdate"
    },
    "answer": {
      "ref": "Account"
    },
    "failures": [
      400,
      404,
      422
    ]
  },
  "accounts.block": {
    "method": "POST",
    "path": "/accounts/{id}/block",
    "tag": "accounts",
    "certainty": "assumed",
    "resources": [
      "Account"
    ],
    "parameters": {
      "id": {
        "in": "path",
        "type": "integer",
        "required": true
      }
    },
    "body": {
      "fields": {
        "reason": {
          "type": "string"
        }
      }
    },
    "answer": {
      "ref": "Account"
    },
    "failures": [
      404
    ]
  },
  "accounts.unblock": {
    "method": "POST",
    "path": "/accounts/{id}/unblock",
    "tag": "accounts",
    "certainty": "assumed",
    "resources": [
      "Account"
    ],
    "parameters": {
      "id": {
        "in": "path",
        "type": "integer",
        "required": true
      }
    },
    "answer": {
      "ref": "Account"
    },
    "failures": [
      404
    ]
  },
  "accounts.addIdentifier": {
    "method": "POST",
    "path": "/accounts/{id}/identifiers",
    "tag": "accounts",
    "certainty": "assumed",
    "resources": [
      "Identifier",
      "Account"
    ],
    "parameters": {
      "id": {
        "in": "path",
        "type": "integer",
        "required": true
      }
    },
    "body": {
      "ref": "IdentifierInput"
    },
    "answer": {
      "ref": "Identifier"
    },
    "failures": [
      400,
      404
    ]
  },
  "accounts.removeIdentifier": {
    "method": "DELETE",
    "path": "/accounts/{id}/identifiers/{identifierId}",
    "tag": "accounts",
    "certainty": "assumed",
    "resources": [
      "Account"
    ],
    "parameters": {
      "id": {
        "in": "path",
        "type": "integer",
        "required": true
      },
      "identifierId": {
        "in": "path",
        "type": "integer",
        "required": true
      }
    },
    "answer": {
      "fields": {
        "result": {
          "type": "boolean",
          "required": true
        }
      }
    },
    "failures": [
      404
    ]
  },
  "accounts.issueTemporaryIdentifier": {
    "method": "POST",
    "path": "/accounts/{id}/temporary_identifier",
    "tag": "accounts",
    "certainty": "assumed",
    "resources": [
      "Identifier",
      "Account"
    ],
    "parameters": {
      "id": {
        "in": "path",
        "type": "integer",
        "required": true
      }
    },
    "answer": {
      "ref": "TemporaryIdentifier"
    },
    "failures": [
      400,
      404
    ]
  },
  "accounts.balance": {
    "method": "GET",
    "path": "/accounts/{id}/balance",
    "tag": "accounts",
    "certainty": "assumed",
    "resources": [
      "Account"
    ],
    "parameters": {
      "id": {
        "in": "path",
        "type": "integer",
        "required": true
      }
    },
    "answer": {
      "ref": "AccountBalance"
    },
    "failures": [
      404
    ]
  },
  "accounts.report": {
    "method": "GET",
    "path": "/accounts/{id}/report",
    "tag": "accounts",
    "certainty": "assumed",
    "resources": [
      "Account"
    ],
    "parameters": {
      "id": {
        "in": "path",
        "type": "integer",
        "required": true
      }
    },
    "answer": {
      "ref": "AccountReport"
    },
    "failures": [
      404
    ]
  },
  "operations.list": {
    "method": "GET",
    "path": "/operations/list",
    "tag": "operations",
    "certainty": "section",
    "resources": [
      "Operation"
    ],
    "parameters": {
      "accountId": {
        "in": "query",
        "type": "integer"
      },
      "accountIds": {
        "in": "query",
        "type": "string"
      },
      "groupId": {
        "in": "query",
        "type": "integer"
      },
      "kind": {
        "in": "query",
        "type": "string"
      },
      "restaurantId": {
        "in": "query",
        "type": "integer"
      },
      "dateFrom": {
        "in": "query",
        "type": {
          "ref": "LocalDateTime"
        }
      },
      "dateTo": {
        "in": "query",
        "type": {
          "ref": "LocalDateTime"
        }
      },
      "search": {
        "in": "query",
        "type": "string"
      },
      "limit": {
        "in": "query",
        "type": "integer"
      },
      "offset": {
        "in": "query",
        "type": "integer"
      }
    },
    "answer": {
      "ref": "OperationPage"
    },
    "failures": [
      422
    ]
  },
  "operations.get": {
    "method": "GET",
    "path": "/operations/{id}",
    "tag": "operations",
    "certainty": "section",
    "resources": [
      "Operation"
    ],
    "parameters": {
      "id": {
        "in": "path",
        "type": "integer",
        "required": true
      }
    },
    "answer": {
      "ref": "Operation"
    },
    "failures": [
      404
    ]
  },
  "operations.deposit": {
    "method": "POST",
    "path": "/operations/deposit",
    "tag": "operations",
    "certainty": "section",
    "resources": [
      "Operation"
    ],
    "movesValue": true,
    "parameters": {},
    "body": {
      "ref": "DepositInput"
    },
    "answer": {
      "ref": "Operation"
    },
    "failures": [
      400,
      404,
      422
    ]
  },
  "operations.withdraw": {
    "method": "POST",
    "path": "/operations/withdraw",
    "tag": "operations",
    "certainty": "section",
    "resources": [
      "Operation"
    ],
    "movesValue": true,
    "parameters": {},
    "body": {
      "ref": "WithdrawInput"
    },
    "answer": {
      "ref": "Operation"
    },
    "failures": [
      400,
      404,
      422
    ]
  },
  "operations.groupDeposit": {
    "method": "POST",
    "path": "/operations/group_deposit",
    "tag": "operations",
    "certainty": "section",
    "resources": [
      "Operation"
    ],
    "movesValue": true,
    "parameters": {},
    "body": {
      "ref": "GroupDepositInput"
    },
    "answer": {
      "ref": "GroupOperationResult"
    },
    "failures": [
      404,
      422
    ]
  },
  "operations.groupWithdraw": {
    "method": "POST",
    "path": "/operations/group_withdraw",
    "tag": "operations",
    "certainty": "section",
    "resources": [
      "Operation"
    ],
    "movesValue": true,
    "parameters": {},
    "body": {
      "ref": "GroupWithdrawInput"
    },
    "answer": {
      "ref": "GroupOperationResult"
    },
    "failures": [
      404,
      422
    ]
  },
  "discounts.list": {
    "method": "GET",
    "path": "/discounts/list",
    "tag": "discounts",
    "certainty": "section",
    "resources": [
      "Discount"
    ],
    "parameters": {
      "kind": {
        "in": "query",
        "type": {
          "ref": "DiscountKind"
        }
      },
      "search": {
        "in": "query",
        "type": "string"
      },
      "limit": {
        "in": "query",
        "type": "integer"
      },
      "offset": {
        "in": "query",
        "type": "integer"
      }
    },
    "answer": {
      "ref": "DiscountPage"
    },
    "failures": []
  },
  "discounts.get": {
    "method": "GET",
    "path": "/discounts/{id}",
    "tag": "discounts",
    "certainty": "section",
    "resources": [
      "Discount"
    ],
    "parameters": {
      "id": {
        "in": "path",
        "type": "integer",
        "required": true
      }
    },
    "answer": {
      "ref": "Discount"
    },
    "failures": [
      404
    ]
  },
  "discounts.insertCompound": {
    "method": "POST",
    "path": "/discounts/compound/insert",
    "tag": "discounts",
    "certainty": "section",
    "resources": [
      "Discount"
    ],
    "parameters": {},
    "body": {
      "ref": "CompoundInput"
    },
    "answer": {
      "ref": "Discount"
    },
    "failures": [
      400,
      422
    ]
  },
  "discounts.updateCompound": {
    "method": "PUT",
    "path": "/discounts/compound/{id}",
    "tag": "discounts",
    "certainty": "section",
    "resources": [
      "Discount"
    ],
    "parameters": {
      "id": {
        "in": "path",
        "type": "integer",
        "required": true
      }
    },
    "body": {
      "ref": "CompoundInput"
    },
    "answer": {
      "ref": "Discount"
    },
    "failures": [
      400,
      404
    ]
  },
  "reports.list": {
    "method": "GET",
    "path": "/reports/list",
    "tag": "reports",
    "certainty": "section",
    "resources": [
      "ReportInfo"
    ],
    "parameters": {},
    "answer": {
      "list": {
        "ref": "ReportInfo"
      }
    },
    "failures": []
  },
  "reports.get": {
    "method": "GET",
    "path": "/reports/{code}",
    "tag": "reports",
    "certainty": "section",
    "resources": [
      "ReportTable",
      "ReportInfo"
    ],
    "parameters": {
      "code": {
        "in": "path",
        "type": {
          "ref": "ReportCode"
        },
        "required": true
      },
      "dateFrom": {
        "in": "query",
        "type": "date"
      },
      "dateTo": {
        "in": "query",
        "type": "date"
      },
      "groupIds": {
        "in": "query",
        "type": "string"
      },
      "restaurantIds": {
        "in": "query",
        "type": "string"
      },
      "tagIds": {
        "in": "query",
        "type": "string"
      },
      "limit": {
        "in": "query",
        "type": "integer"
      },
      "offset": {
        "in": "query",
        "type": "integer"
      }
    },
    "answer": {
      "ref": "ReportTable"
    },
    "failures": [
      404,
      422
    ]
  },
  "restaurants.list": {
    "method": "GET",
    "path": "/restaurants/list",
    "tag": "dictionaries",
    "certainty": "assumed",
    "resources": [
      "Restaurant"
    ],
    "parameters": {
      "limit": {
        "in": "query",
        "type": "integer"
      },
      "offset": {
        "in": "query",
        "type": "integer"
      }
    },
    "answer": {
      "ref": "RestaurantPage"
    },
    "failures": []
  },
  "tags.list": {
    "method": "GET",
    "path": "/tags/list",
    "tag": "dictionaries",
    "certainty": "assumed",
    "resources": [
      "Tag"
    ],
    "parameters": {
      "limit": {
        "in": "query",
        "type": "integer"
      },
      "offset": {
        "in": "query",
        "type": "integer"
      }
    },
    "answer": {
      "ref": "TagPage"
    },
    "failures": []
  },
  "settings.public": {
    "method": "GET",
    "path": "/settings/public",
    "tag": "dictionaries",
    "certainty": "assumed",
    "resources": [
      "PublicSettings"
    ],
    "parameters": {},
    "answer": {
      "ref": "PublicSettings"
    },
    "failures": []
  }
};
