import 'reflect-metadata';
import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

@Injectable()
class Greeting {
  text() {
    return 'Served by NestJS, with what it injected';
  }
}

@Controller()
class Greeter {
  constructor(private readonly greeting: Greeting) {}

  @Get()
  get() {
    return this.greeting.text();
  }
}

@Module({ controllers: [Greeter], providers: [Greeting] })
class App {}

const app = await NestFactory.create(App);
await app.listen(process.env.PORT ?? 3000);
