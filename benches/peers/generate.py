#!/usr/bin/env python3
"""Generates trees to measure on: always the same ones.

usage: generate.py projects DIRECTORY COUNT    so many small repositories, production and staging in one file
       generate.py services DIRECTORY COUNT    one project of so many services
"""

import random
import sys
from pathlib import Path

WORDS = "shop blog forum crm billing search media chat wiki events jobs mail maps notes quiz store survey tasks video vote".split()
PROJECT = """\
name: {name}

x-logging: &logging
  driver: json-file
  options: {{ max-size: 10m, max-file: "3" }}

services:
  traefik:
    image: traefik:v3.5
    command:
      - --providers.docker.exposedbydefault=false
      - --entrypoints.websecure.address=:443
      - --certificatesresolvers.letsencrypt.acme.tlschallenge=true
    ports: ["443:443"]
    volumes: [/var/run/docker.sock:/var/run/docker.sock:ro]
    networks: [proxy]
"""
PAIR = """
  {service}{suffix}:
    image: registry.example/{name}/{service}:{version}
    restart: unless-stopped
    env_file: .env{file}
    environment:
      LOG_FORMAT: json
      REDIS_URL: redis://redis{suffix}:6379/0
    networks: [proxy, app{suffix}]
    logging: *logging
    labels:
      - traefik.enable=true
      - traefik.http.routers.{service}{suffix}.rule=Host(`{service}{dash}.{name}.example`)
      - traefik.http.routers.{service}{suffix}.tls.certresolver=letsencrypt

  redis{suffix}:
    image: redis:7.4
    volumes: [redis_data{suffix}:/data]
    networks: [app{suffix}]
"""
END = """
volumes:
  redis_data:
  redis_data_staging:

networks:
  proxy:
  app:
  app_staging:
"""
SERVICE = """\
  api{number}{suffix}:
    image: registry.example/shop/api:1.4
    env_file: .env{file}
    environment:
      DATABASE_URL: postgres://shop@db{number}{suffix}:5432/shop
      CORS_ORIGINS: https://shop{number}{dash}.example
    volumes: [data{number}{suffix}:/data]
    labels:
      - traefik.http.routers.api{number}{suffix}.rule=Host(`api{number}{dash}.shop.example`)
"""
SIDES = [("", "", ""), ("_staging", "-staging", ".staging")]


def secret(source: random.Random) -> str:
    return f"{source.getrandbits(160):040x}"


def env(source: random.Random, environment: str, name: str, keys: int) -> str:
    lines = [f"APP_ENV={environment}", f"JWT_SECRET={secret(source)}", f"DB_PASSWORD='{secret(source)}' # rotated in May"]
    lines += [f"{WORDS[number].upper()}_API_KEY={secret(source)}" for number in range(keys)]
    origin = f"https://{name}.example" if environment == "production" else f"https://staging.{name}.example"
    return "\n".join([*lines, f"CORS_ORIGINS={origin}", f"EMAIL_MODE={'smtp' if environment == 'production' else 'shadow'}"]) + "\n"


def projects(directory: Path, count: int) -> None:
    source = random.Random(7)
    for number in range(count):
        name = f"{source.choice(WORDS)}{number}"
        service = source.choice(["api", "web", "backend", "app"])
        text = PROJECT.format(name=name)
        for suffix, dash, file in SIDES:
            version = f"1.{source.randrange(9)}.{source.randrange(9)}"
            text += PAIR.format(name=name, service=service, suffix=suffix, dash=dash, file=file, version=version)
        folder = directory / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "compose.yaml").write_text(text + END)
        keys = source.randrange(4, 12)
        (folder / ".env").write_text(env(source, "production", name, keys))
        (folder / ".env.staging").write_text(env(source, "staging", name, keys))


def services(directory: Path, count: int) -> None:
    source = random.Random(7)
    text, volumes = "services:\n", "volumes:\n"
    for number in range(count // 2):
        for suffix, dash, file in SIDES:
            text += SERVICE.format(number=number, suffix=suffix, dash=dash, file=file)
            volumes += f"  data{number}{suffix}:\n"
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "compose.yaml").write_text(text + volumes)
    (directory / ".env").write_text(env(source, "production", "shop", 20))
    (directory / ".env.staging").write_text(env(source, "staging", "shop", 20))


def main() -> None:
    if len(sys.argv) != 4 or sys.argv[1] not in ("projects", "services"):
        sys.exit(__doc__)
    (projects if sys.argv[1] == "projects" else services)(Path(sys.argv[2]), int(sys.argv[3]))


if __name__ == "__main__":
    main()
